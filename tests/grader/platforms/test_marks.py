"""The marks are those of grades.csv, after everything that was decided there."""

from pathlib import Path

import pytest

from grader.errors import Unreadable
from grader.platforms import marks

HEADINGS = "id,name,status,score,max_score,late,final\n"


def test_who_has_a_mark(tmp_path: Path) -> None:
    lines = "ada,Ada,graded,90,100,1 h late,81.5\nben,,missing,,,,\n"
    (tmp_path / "grades.csv").write_text(HEADINGS + lines)
    [ada] = marks.read(tmp_path).values()
    assert (ada.id, ada.final, ada.page) == ("ada", 81.5, None)
    assert ada.words == "81.5 of 100 points; 90 before lateness (1 h late)"


def test_points_by_hand_are_told_apart_from_lateness(tmp_path: Path) -> None:
    headings = "id,name,status,score,max_score,adjustment,late,final\n"
    lines = "ada,,graded,80,100,5,in time,85\nben,,graded,80,100,30,1 d late,90\n"
    (tmp_path / "grades.csv").write_text(headings + lines)
    ada, ben = marks.read(tmp_path).values()
    assert ada.words == "85 of 100 points; 80 of the tests, +5 by hand"
    assert ben.words == "90 of 100 points; 80 of the tests, +30 by hand; 100 before lateness (1 d late)"


@pytest.mark.parametrize(
    "text", ["", "id\nada\n", HEADINGS, HEADINGS + "ada,,graded,x,100,,1\n", HEADINGS + "a,,,1,1,,nan\n"]
)
def test_none_is_said(tmp_path: Path, text: str) -> None:
    (tmp_path / "grades.csv").write_text(text)
    with pytest.raises(Unreadable):
        marks.read(tmp_path)
