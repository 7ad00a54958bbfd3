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
    assert ada.words == "81.5 of 100 points; 90 before that (1 h late)"


@pytest.mark.parametrize(
    "text", ["", "id\nada\n", HEADINGS, HEADINGS + "ada,,graded,x,100,,1\n", HEADINGS + "a,,,1,1,,nan\n"]
)
def test_none_is_said(tmp_path: Path, text: str) -> None:
    (tmp_path / "grades.csv").write_text(text)
    with pytest.raises(Unreadable):
        marks.read(tmp_path)
