"""Moodle's names of folders and files, its worksheet, its dates."""

from pathlib import Path

import pytest

from grader.platforms import moodle


@pytest.mark.parametrize(("name", "id", "label"), [
    ("Ada Lovelace_12_assignsubmission_file_", "Ada Lovelace_12", "Ada Lovelace_12_assignsubmission_file_"),
    ("Ada Lovelace_12_assignsubmission_file", "Ada Lovelace_12", "Ada Lovelace_12_assignsubmission_file"),
    ("Group 1-OBrien_12_assignsubmission_file_", "Group 1-OBrien_12", "Group 1-OBrien_12_assignsubmission_file_"),
    ("Participant_12_assignsubmission_file_hw_2.zip", "Participant_12", "Participant_12_assignsubmission_file_"),
    ("Ada_12_assignsubmission_onlinetext_", "Ada_12", "Ada_12_assignsubmission_onlinetext_"),
])  # fmt: skip
def test_names(name: str, id: str, label: str) -> None:
    [one] = moodle.handins(Path(), [name, "work.zip", "a_b_assignsubmission_file_"]).values()
    assert (one.key, one.id, one.label, one.files) == ("12", id, label, (name,))


def test_files_come_before_what_was_typed_in() -> None:
    names = [f"A_1_assignsubmission_{kind}" for kind in ("comments_", "file_", "onlinetext_")]
    [one] = moodle.handins(Path(), names).values()
    assert one.files == (names[1], names[0], names[2])
    assert one.label == names[1]


@pytest.mark.parametrize("text", [
    "Sunday, 1 March 2026, 11:58 PM", "1 March 2026, 23:58", "Sunday, March 1, 2026, 11:58 PM",
    " 1 March 2026,  11:58 PM",
])  # fmt: skip
def test_dates(text: str) -> None:
    assert moodle.when(text) == "2026-03-01T23:58:00"


def test_no_date_and_none_that_is_understood() -> None:
    assert moodle.when("-") == moodle.when("") == ""
    assert moodle.when("1. März 2026") == "1. März 2026"


def test_a_row_is_told_by_its_number_alone() -> None:
    headings = ["Identifier", "Full name", "Grade"]
    rows = [["Participant 7", "Seán O'Brien", ""], ["Participant 8", "A_B", ""], ["", "x", ""], ["Participant 9"]]
    assert moodle.is_table(headings)
    told = moodle.people(headings, rows, {"7": "Group 1-Sean OBrien_7"})
    assert [one.get("id") for one in told] == ["Group 1-Sean OBrien_7", "A B_8", None, "Participant_9"]
    assert told[0]["name"] == "Seán O'Brien"


def test_a_group_is_a_team_where_a_member_has_no_copy_of_its_work() -> None:
    headings = ["Identifier", "Full name", "Group", "Grade"]
    groups = ("blue", "blue", "red", "red", "Default group", "")
    rows = [[f"Participant {number}", "x", group, ""] for number, group in enumerate(groups, 1)]
    told = moodle.people(headings, rows, {"1": "a_1", "3": "c_3", "4": "d_4"})
    assert [one["team"] for one in told] == ["blue", "blue", "", "", "", ""]
