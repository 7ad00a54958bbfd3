"""A platform's table becomes a plain roster, line for line; any other table stays what it is."""

import csv
from pathlib import Path

import pytest

from grader.batch import roster
from grader.errors import Unreadable
from grader.platforms import rosters
from tests.grader.platforms import made


def test_lines_stay_in_their_place(tmp_path: Path) -> None:
    path = made.gradebook(tmp_path / "book.csv")
    table = rosters.read(path, path.read_text("utf-8"), ",", {})
    assert table
    lines = [*csv.reader(table.text().splitlines())]
    assert len(lines) == len(table.rows) + 1 == len(path.read_text("utf-8").splitlines())
    assert lines[1] == lines[2] == []
    assert lines[3][0] == "lovelaceada_1001"


def test_a_column_of_teams_that_somebody_added_is_taken(tmp_path: Path) -> None:
    path = made.table(tmp_path / "r.csv", [
        ["identifier", "github_username", "Team"], ["a", "ada", "blue"], ["b", "ben", ""], ["", "", ""], ["c", "cleo"],
    ])  # fmt: skip
    table = rosters.read(path, path.read_text("utf-8"), ",", {})
    assert table
    assert [one.get("team") for one in table.people] == ["blue", "", None, ""]


def test_a_plain_roster_is_no_platforms(tmp_path: Path) -> None:
    path = made.table(tmp_path / "r.csv", [["id", "name", "grade"], ["anna", "Anna", "1"]])
    assert rosters.read(path, path.read_text("utf-8"), ",", {}) is None
    assert roster.exported(path) is None
    assert roster.read(path)["anna"].name == "Anna"


def test_a_date_that_nobody_understands_is_named_with_its_line(tmp_path: Path) -> None:
    path = made.worksheet(tmp_path / "w.csv")
    path.write_text(path.read_text("utf-8").replace("Sunday, 1 March 2026, 11:58 PM", "gestern", 1), "utf-8")
    with pytest.raises(Unreadable, match="line 2: expected a time"):
        roster.read(path)


def test_ids_are_those_of_entries_however_long(tmp_path: Path) -> None:
    long = made.Student(5, "x" * 300, "O'y", "u")
    path = made.table(tmp_path / "w.csv", [["Identifier", "Full name", "Grade"], ["Participant 5", long.full, ""]])
    table = roster.exported(path)
    assert table
    assert [one["id"] for one in table.people] == [*roster.read(path)]
