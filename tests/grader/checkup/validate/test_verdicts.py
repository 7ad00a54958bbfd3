"""What counts as killed, named and collateral; when the whole is sound."""

from typing import Any

import msgspec
import pytest

from grader import settings
from grader.checkup.validate import report
from grader.checkup.validate.corpus import Mutant
from grader.checkup.validate.grading import Graded, Lost
from grader.checkup.validate.verdicts import Cost, Validation, both_killed, judge, validation

MUTANT = Mutant("the bias is left out", "bias is missing", (), name="m", exercise="linear")
OWN = Lost("linear", "test_forward", "failed", 1.5, "expected 3", "The bias is missing.")
ELSEWHERE = Lost("training", "test_mse_sgd", "failed", 2.0, "", "")
BLOCKED = Lost("training", "test_script", "blocked", 3.0, "", "")


def graded(*lost: Lost, name: str = "m", score: float = 90.0, violations: tuple[str, ...] = ()) -> Graded:
    return Graded(name, 20, score, lost, violations, 1.0)


def found(*lost: Lost, right: float = 100.0, **named: Any) -> Validation:
    good = Graded("plain", 20, right, (), (), 1.0)
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


def test_an_unnamed_mistake_is_told_and_forgiven() -> None:
    vague = msgspec.structs.replace(OWN, hint="Something is wrong.")
    assert [v.hint for v in found(vague).unnamed] == ["Something is wrong."]
    assert found(vague).sound


@pytest.mark.parametrize(
    ("whole", "words"),
    [
        (found(), "survived: m"),
        (found(OWN, ELSEWHERE), "spilt: m costs 2.00 points elsewhere: training 2.00"),
        (found(OWN, right=99.5), "wronged: plain, seed 20, got 99.5"),
        (found(OWN, violations=("autograd",)), "breaks the rule: m: autograd"),
    ],
)
def test_what_is_unsound(whole: Validation, words: str) -> None:
    assert not whole.sound
    assert any(line.startswith(words) for line in report.complaints(whole))


def test_an_exercise_that_the_mistake_is_in_as_well_is_no_collateral() -> None:
    also = msgspec.structs.replace(MUTANT, also=("training",))
    assert judge(also, graded(OWN, ELSEWHERE)).elsewhere == 0.0


def test_pairs() -> None:
    pair = (MUTANT, msgspec.structs.replace(MUTANT, name="n", exercise="losses"))
    assert not both_killed(pair, graded(OWN))
    assert found(OWN).pairs == (("m + n", True),)


def test_the_page_shows_every_mistake_with_its_hint() -> None:
    text = report.page(found(OWN, BLOCKED), settings.read().rubric)
    assert "| the bias is left out |  | 1.5 |  |  |  |  |  | 3.0 | The bias is missing. |" in text
    assert "| plain | 100 |" in text
    assert "| m + n | both killed |" in text
    assert "3 gradings: 1 s, 2 s of CPU time, 2 processes." in text
