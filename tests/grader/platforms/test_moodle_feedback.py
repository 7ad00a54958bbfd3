"""The worksheet as it came, with grades; the zip under the folders' names."""

import io
import zipfile
from pathlib import Path

import pytest

from grader.errors import Unreadable
from grader.platforms.kept import Kept, Place
from grader.platforms.marks import Mark
from grader.platforms.moodle_feedback import archive, comment, worksheet
from grader.platforms.rosters import Table

HEADINGS = ("Identifier", "Full name", "Grade", "Maximum grade", "Grade can be changed", "Feedback comments", "X")
MARK = Mark("ada_7", "Ada", 90.0, 100.0, 81.0, "1 h late: 90% of the score is left", Path())


def sheet(*rows: tuple[str, ...]) -> Kept:
    people = tuple({"id": f"ada_{row[0][12:]}"} if row[0] else {} for row in rows)
    return Kept("Moodle", {}, Table("Moodle", HEADINGS, rows, people))


def test_cells_that_are_not_ours_stay() -> None:
    other = ("Participant 8", "O'Brien, =1", "55", "100,00", "Yes", "by hand", "-")
    rows, told = worksheet(sheet(("Participant 7", "Ada", "-", "100.00", "Yes", "", "x"), other), {"ada_7": MARK})
    said = "<p>Autograder: 81 of 100 points; 90 before lateness (1 h late: 90% of the score is left)</p>"
    assert rows[1] == ["Participant 7", "Ada", "81.00", "100.00", "Yes", said, "x"]
    assert rows[2] == [*other[:2], "", *other[3:]]
    assert told == ["1 of 2 rows have a grade"]


def test_another_maximum_scales_and_is_said() -> None:
    rows, told = worksheet(sheet(("Participant 7", "Ada", "", "10,00", "No", "", "")), {"ada_7": MARK})
    assert rows[1][2] == "8.10"
    assert told[1:] == [
        "Moodle's maximum grade is 10: grades are scaled from 100",
        "ada_7: Moodle says that this grade cannot be changed",
    ]  # fmt: skip


def test_who_is_in_no_row_is_named() -> None:
    assert worksheet(sheet(("Participant 9", *"aaaaaa")), {"ada_7": MARK})[1][-1].startswith("ada_7: in no row")
    with pytest.raises(Unreadable, match="give Moodle's to `batch` or `report` with --roster"):
        worksheet(Kept(), {"ada_7": MARK})


def test_a_comment_of_somebody_stays_and_one_of_ours_is_replaced() -> None:
    first = comment("well done", MARK)
    assert first.startswith("well done<p>Autograder: 81 of")
    assert comment(first, MARK) == first


def test_the_zip(tmp_path: Path) -> None:
    def mark(id: str, page: bool) -> Mark:
        (tmp_path / id).mkdir()
        if page:
            (tmp_path / id / "feedback.html").write_text(id)
        return Mark(id, "", 1.0, 1.0, 1.0, "", tmp_path / id)

    found = {id: mark(id, page) for id, page in (("Ada_7", True), ("B_8", True), ("C_9", False), ("other", True))}
    kept = Kept("Moodle", {"Ada_7": Place("7", "G1-Ada_7_assignsubmission_file")})
    data, told = archive(kept, found)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert packed.namelist() == [
            "G1-Ada_7_assignsubmission_file/feedback.html", "B_8_assignsubmission_file_/feedback.html",
        ]  # fmt: skip
    assert [words.partition(":")[0] for words in told] == ["C_9", "other"]
    assert archive(kept, found)[0] == data
