"""What counts as killed, named and collateral; when the whole is sound."""

from typing import Any

import msgspec

from grader.checkup.validate.corpus import Mutant
from grader.checkup.validate.grading import Graded, Lost
from grader.checkup.validate.verdicts import Cost, Pair, Validation, judge, judge_pair, validation

MUTANT = Mutant("the bias is left out", "bias is missing", (), name="m", exercise="linear")
OWN = Lost("linear", "test_forward", "failed", 1.5, "expected 3", "The bias is missing.")
ELSEWHERE = Lost("training", "test_mse_sgd", "failed", 2.0, "", "")
BLOCKED = Lost("training", "test_script", "blocked", 3.0, "", "")


def graded(*lost: Lost, name: str = "m", score: float = 90.0, violations: tuple[str, ...] = ()) -> Graded:
    return Graded(name, 20, score, lost, violations, 1.0)


def found(*lost: Lost, right: float = 100.0, **named: Any) -> Validation:
    good = Graded("plain", 20, right, (OWN,) if right < 100 else (), (), 1.0)
    pairs = [(MUTANT, msgspec.structs.replace(MUTANT, name="n", exercise="losses"))]
    both = graded(OWN, msgspec.structs.replace(OWN, exercise="losses"), name="m + n")
    each = [graded(*lost, **named), good, both]
    return validation([MUTANT], pairs, each, seeds=1, cost=Cost(1.0, 2.0, 2))


def test_killed_named_and_on_its_own() -> None:
    verdict = judge(MUTANT, graded(OWN, BLOCKED))
    assert (verdict.killed, verdict.named, verdict.elsewhere, verdict.unexplained) == (True, True, 3.0, 0.0)
    assert verdict.lost == {"linear": 1.5, "training": 3.0}
    assert found(OWN, BLOCKED).sound
    assert found(OWN).elsewhere == 0.0


def test_a_blocked_test_kills_nothing() -> None:
    blocked = msgspec.structs.replace(OWN, outcome="blocked")
    assert not judge(MUTANT, graded(blocked)).killed
    assert [v.name for v in found(blocked).survivors] == ["m"]


def test_seen_at_home_by_a_visible_test_of_its_own_exercise_that_failed() -> None:
    visible = msgspec.structs.replace(OWN, visible=True)
    elsewhere = msgspec.structs.replace(ELSEWHERE, visible=True)
    blocked = msgspec.structs.replace(visible, outcome="blocked")
    assert judge(MUTANT, graded(OWN, visible)).seen_at_home
    assert not judge(MUTANT, graded(OWN, elsewhere, blocked)).seen_at_home


def test_an_unnamed_mistake_is_told_and_forgiven() -> None:
    vague = msgspec.structs.replace(OWN, hint="Something is wrong.")
    assert [v.hint for v in found(vague).unnamed] == ["Something is wrong."]
    assert found(vague).sound


def test_an_exercise_that_the_mistake_is_in_as_well_is_no_collateral() -> None:
    also = msgspec.structs.replace(MUTANT, also=("training",))
    assert judge(also, graded(OWN, ELSEWHERE)).elsewhere == 0.0


def test_pairs() -> None:
    pair = (MUTANT, msgspec.structs.replace(MUTANT, name="n", exercise="losses"))
    by_name = {"m + n": graded(OWN, BLOCKED), "m": graded(OWN), "n": graded()}
    assert judge_pair(pair, by_name) == Pair("m + n", killed=False, beyond=3.0)
    assert found(OWN).pairs == (Pair("m + n", killed=True, beyond=0.0),)


def test_a_mistake_that_is_blocked_beside_another_costs_what_it_costs_alone() -> None:
    pair = (MUTANT, msgspec.structs.replace(MUTANT, name="n", exercise="training"))
    script = msgspec.structs.replace(ELSEWHERE, exercise="training", outcome="failed", points=BLOCKED.points)
    dearer = msgspec.structs.replace(script, points=BLOCKED.points + 1)
    both = graded(OWN, BLOCKED)
    assert judge_pair(pair, {"m + n": both, "m": graded(OWN), "n": graded(script)}).killed
    assert not judge_pair(pair, {"m + n": both, "m": graded(OWN), "n": graded(dearer)}).killed
    assert not judge_pair(pair, {"m + n": both, "m": graded(OWN)}).killed


def test_two_mistakes_that_cost_more_than_both_alone_are_a_cliff() -> None:
    fine = found(OWN)
    steep = msgspec.structs.replace(fine, pairs=(Pair("m + n", killed=True, beyond=0.6),))
    assert (fine.sound, steep.sound, [pair.name for pair in steep.cliffs]) == (True, False, ["m + n"])
