"""What is decided by hand is laid over the grader's own points: once, apart, and in sentences where it says nothing."""

import random

import msgspec
import pytest

from grader.batch.adjustments import Line
from grader.batch.roster import Person
from grader.batch.settle import decided, extensions, settled, unheard
from grader.result import Adjustment
from grader.scoring.scorecard import Notice
from tests.grader import made_class

BREACH = Notice("ready-made", "framework/linear.py", 3, "torch.nn is ready-made")
MADE = made_class.result("anna", 0.8, random.Random(1))
OWN = MADE.scorecard.score


def points(value: float, where: str = "", by: str = "Dr. Rossi", why: str = "shown") -> Line:
    return Line("points", where, by, why, value, "adjustments.csv, line 7")


def total(value: float) -> Line:
    return Line("total", "", "Dr. Rossi", "oral", value, "adjustments.csv, line 8")


def test_points_stand_beside_the_graders_own() -> None:
    result, told = settled(MADE, [points(2.0, "linear"), points(-1.5)])
    assert result.scorecard == MADE.scorecard
    assert result.adjustments == (
        Adjustment("linear", 2.0, "shown", "Dr. Rossi"), Adjustment(None, -1.5, "shown", "Dr. Rossi")
    )  # fmt: skip
    assert told == []
    assert settled(result, [points(2.0, "linear"), points(-1.5)])[0] == result
    assert settled(result, [])[0] == MADE


@pytest.mark.parametrize("others", [[], [points(3.0)]])
def test_a_total_is_the_points_that_make_it_so(others: list[Line]) -> None:
    for seed in range(3):
        result = made_class.result("anna", 0.8, random.Random(seed))
        made, told = settled(result, [total(80.0), *others])
        assert sum(each.points for each in made.adjustments) + result.scorecard.score == pytest.approx(80.0, abs=1e-4)
        assert told == []


def test_a_waiver_and_points_go_together() -> None:
    broke = made_class.result("anna", 0.8, random.Random(1), (BREACH,))
    waived = Line("waive", "*", "Dr. Rossi", "in a comment")
    made, _ = settled(broke, [waived, total(50.0)])
    assert made.scorecard.score == made.scorecard.earned
    assert made.adjustments[0].points == pytest.approx(50 - made.scorecard.earned, abs=1e-4)


def test_what_says_nothing_or_too_much_is_told_with_its_line() -> None:
    small = msgspec.structs.replace(MADE.scorecard, max_score=50.0, earned=40.0, exercises=())
    made, told = settled(msgspec.structs.replace(MADE, scorecard=small), [points(2.0, "linear"), total(80.0)])
    assert made.adjustments == (Adjustment(None, 10.0, "oral", "Dr. Rossi"),)
    assert "line 7: anna: there is no exercise linear any more, its +2 points wait" in told[0]
    assert "line 8: anna: a total of 80 is beyond the 50 that there are now" in told[1]
    _, told = settled(MADE, [Line("waive", "*", "me", at="adjustments.csv, line 3")])
    assert told == ["adjustments.csv, line 3: anna: there is no violation at *"]
    _, told = settled(MADE, [points(100.0)])
    assert told == [f"adjustments: anna: they come to {OWN + 100:g} of 100 points; 100 counts"]


def test_lines_that_speak_of_nobody() -> None:
    people = {"anna": Person("anna", team="alpha"), "ben": Person("ben", team="alpha"), "cleo": Person("cleo")}
    extension = Line("extension", "", "me", "ill", 60.0, "a.csv, line 2")
    lines = {"anne": [points(1.0)], "alpha": [points(1.0), extension], "cleo": [points(1.0)], "zoe": [extension]}
    assert unheard(lines, {"anna", "zoe"}, people) == [
        "adjustments.csv, line 7: nobody has the id anne; near to it: anna",
        "adjustments.csv, line 7: nothing was graded under the id cleo; the line waits for it",
        "a.csv, line 2: zoe is in no line of the roster, so that an extension says nothing",
    ]
    instead = Line("submission", "late/anna.zip", "me", "by e-mail")
    assert decided({"anna": [extension, instead, points(1.0)]}) == {
        "anna": ("an extension of 1 h (me: ill)", "late/anna.zip (me: by e-mail)")
    }
    assert extensions({"anna": [extension, extension, points(1.0)]}) == {"anna": 120.0}
