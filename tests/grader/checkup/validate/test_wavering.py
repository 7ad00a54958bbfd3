"""Tests whose outcome on a known mistake depends on the seed are found, with a seed to look at."""

from grader import settings
from grader.checkup.validate.corpus import solution
from grader.checkup.validate.margins import Task
from grader.checkup.validate.wavering import Outcomes, outcomes, scripted, wavering


def test_what_comes_out_alike_is_decided() -> None:
    found = [Outcomes("no_bias", seed, {"linear.test_forward": "failed"}) for seed in range(9)]
    assert wavering(found) == []


def test_what_does_not_is_named_with_its_rarest_seed() -> None:
    kinds = ["passed" if seed == 4 else "failed" for seed in range(9)]
    found = [Outcomes("no_bias", seed, {"linear.test_forward": kind}) for seed, kind in enumerate(kinds)]
    (one,) = wavering(found)
    assert (one.counts, one.rarest) == ({"failed": 8, "passed": 1}, (4,))
    assert str(one) == "no_bias: linear.test_forward failed 8 times, passed 1 times; seed 4"


def test_two_mistakes_are_two_matters() -> None:
    kinds = {"one": "passed", "other": "failed"}
    assert wavering([Outcomes(name, 1, {"linear.test_forward": kind}) for name, kind in kinds.items()]) == []


def test_the_suites_run_but_for_the_trainings() -> None:
    (one,) = outcomes([Task(solution(), 5)], 1)
    assignment = settings.read()
    rows = [f"{key}.{name}" for key, name, _ in assignment.rubric.rows() if key not in scripted(assignment)]
    assert one.kinds == dict.fromkeys(rows, "passed")
