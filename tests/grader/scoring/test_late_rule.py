"""The rule for late submissions, as the rubric lays it down; what cannot be meant is refused."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from grader.errors import BadAssignment
from grader.scoring.late_rule import Late
from grader.scoring.rubric import read as read_rubric
from tests.grader.scoring.test_rubric import RUBRIC, small

DUE = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_the_rule_stands_in_the_rubric(tmp_path: Path) -> None:
    text = RUBRIC.replace("[exercises.small]", "[late]\ndue = 2026-03-01T12:00:00Z\nfloor = 0.5\n[exercises.small]")
    late = read_rubric(small(tmp_path, text), tmp_path).late
    assert late == Late(due=DUE, floor=0.5)
    assert read_rubric(small(tmp_path), tmp_path).late is None
    for bad in ("per_day = 2", "floor = -1", "grace_minutes = inf", "grace_minutes = 1e300", "grace = 3"):
        with pytest.raises(BadAssignment):
            read_rubric(small(tmp_path, text.replace("floor = 0.5", bad)), tmp_path)
    with pytest.raises(BadAssignment, match="due date"):
        read_rubric(small(tmp_path, text.replace("2026", "0001")), tmp_path)


@pytest.mark.parametrize(
    ("hours", "share"), [(-5, 1.0), (0, 1.0), (1, 1.0), (1.01, 0.75), (24, 0.75), (24.01, 0.5), (72, 0.4), (1000, 0.4)]
)
def test_each_begun_day_takes_its_share_down_to_the_floor(hours: float, share: float) -> None:
    rule = Late(grace_minutes=60, per_day=0.25, floor=0.4)
    assert rule.share(timedelta(hours=hours)) == share


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Late(), ""),
        (Late(per_day=1.5), "expected per_day and floor from 0 to 1, got 1.5 and 0"),
        (Late(floor=-0.1), "expected per_day and floor from 0 to 1, got 0.1 and -0.1"),
        (Late(grace_minutes=-1), "expected grace_minutes from 0 to"),
        (Late(grace_minutes=float("nan")), "expected grace_minutes from 0 to"),
        (Late(due=datetime(1, 1, 1)), "expected a due date of our time, got the year 1"),
    ],
)
def test_what_is_wrong_with_a_rule_is_told(rule: Late, words: str) -> None:
    assert words in rule.problem()
    assert bool(rule.problem()) == bool(words)
