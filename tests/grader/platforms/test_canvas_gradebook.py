"""The gradebook for Canvas' import: which column, which rows, which points."""

from pathlib import Path

import pytest

from grader.errors import Unreadable
from grader.platforms.canvas_gradebook import gradebook
from grader.platforms.kept import Kept, Place
from grader.platforms.marks import Mark
from grader.platforms.rosters import Table

WHO = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
MARKS = {"obrienpat_7": Mark("obrienpat_7", "", 90.0, 100.0, 81.0, "", Path())}


def book(assignments: tuple[str, ...], possible: tuple[str, ...], cells: tuple[str, ...]) -> Kept:
    rows = (
        ("    Points Possible", "", "", "", "", *possible), ("O'Brien, Pat", "7", "S7", "pat", "A", *cells),
        ("Other", "8", "", "", "A", *cells),
    )  # fmt: skip
    people = ({}, {"id": "obrienpat_7"}, {"id": "other_8"})
    return Kept("Canvas", {}, Table("Canvas", (*WHO, *assignments), rows, people))


def test_the_one_without_marks_is_meant() -> None:
    rows, told = gradebook(
        book(("P 1 (1)", "P 2 (2)", "Final Score"), ("9", "100.00", "(read only)"), ("3", "", "4")), MARKS
    )
    assert rows == [
        [*WHO, "P 2 (2)"],
        ["    Points Possible", "", "", "", "", "100"],
        ["O'Brien, Pat", "7", "S7", "pat", "A", "81.00"],
    ]
    assert told == [
        "1 marks for P 2 (2)",
        "taken for P 2 (2), the only assignment without a mark; --assignment names another",
    ]


def test_a_part_of_the_heading_names_it_and_other_points_scale() -> None:
    rows, told = gradebook(book(("P 1 (1)", "P 2 (2)"), ("9", "10"), ("", "")), MARKS, "p 2")
    assert (rows[0][-1], rows[1][-1], rows[2][-1]) == ("P 2 (2)", "10", "8.10")
    assert "P 2 (2): 10 points possible; marks are scaled from 100" in told


@pytest.mark.parametrize(("cells", "named", "words"), [
    (("", ""), "", r"no --assignment; the gradebook has: P 1 \(1\); P 2 \(2\)"), (("1", "2"), "", "no --assignment"),
    (("", ""), "P", "--assignment 'P'"), (("", ""), "x", "--assignment 'x'"),
])  # fmt: skip
def test_what_is_not_sure_is_asked(cells: tuple[str, ...], named: str, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        gradebook(book(("P 1 (1)", "P 2 (2)"), ("9", "10"), cells), MARKS, named)


def test_without_a_gradebook_the_download_tells_who_is_who() -> None:
    kept = Kept("Canvas", {"obrienpat_7": Place("7", "", "obrienpat"), "anon": Place("anon_x")})
    rows, told = gradebook(kept, MARKS, title="project")
    assert rows[0] == [*WHO, "project"]
    assert rows[2:] == [["obrienpat", "7", "", "", "", "81.00"]]
    assert "without a gradebook export" in told[0]
    with pytest.raises(Unreadable, match="give Canvas' export"):
        gradebook(Kept(), MARKS)
