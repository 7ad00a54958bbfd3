"""Canvas' names of files, its gradebook."""

from pathlib import Path

import pytest

from grader.batch.entries import find
from grader.platforms import canvas


@pytest.mark.parametrize(("name", "key", "id"), [
    ("lovelaceada_123_456_project-2.zip", "123", "lovelaceada_123"),
    ("lovelaceada_LATE_123_456_project.zip", "123", "lovelaceada_123"),
    ("o_brien_jr_LATE_123_456_my_2_3_hw.zip", "123", "o_brien_jr_123"),
    ("müllerzoë_123_text.html", "123", "müllerzoë_123"),
    ("anon_aB3_456_hw.zip", "anon_aB3", "anon_aB3"),
    ("LATE_anon_aB3_456_hw.zip", "anon_aB3", "anon_aB3"),
])  # fmt: skip
def test_names(name: str, key: str, id: str, tmp_path: Path) -> None:
    [one] = canvas.handins(tmp_path, [name, "work.zip"]).values()
    assert (one.key, one.id, one.files) == (key, id, (name,))


def test_the_latest_attachment_comes_first(tmp_path: Path) -> None:
    names = ["a_1_text.html", "a_1_9_hw.zip", "a_1_10_hw-3.zip", "a_1_10_hw-2.zip", "a_1_8_hw-9.zip"]
    [one] = canvas.handins(tmp_path, names).values()
    assert one.files == (names[2], names[3], names[1], names[4], names[0])


@pytest.mark.parametrize("headings", [
    ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "A (1)"],
    ["LastName", "FirstName", "ID", "SIS Login ID", "Section", "A (1)"],
])  # fmt: skip
def test_rows(headings: list[str]) -> None:
    assert canvas.is_table(headings)
    row = {"Student": "O'Brien, Pat", "LastName": "O'Brien", "FirstName": "Pat", "ID": "7", "Section": "A"}
    rows = [
        [row.get(heading, "") for heading in headings],
        [{headings[0]: "    Points Possible"}.get(h, "") for h in headings],
        [],
    ]
    told = canvas.people(headings, rows, {})
    assert [bool(one) for one in told] == [True, False, False]
    assert (told[0]["id"], told[0]["name"]) == ("obrienpat_7", "O'Brien, Pat")


def test_a_plain_roster_is_none() -> None:
    assert not canvas.is_table(["id", "name", "section"])
    assert not canvas.is_table([])


def test_two_names_under_one_number_are_two_people(tmp_path: Path) -> None:
    names = ["anna_2026_1_hw.zip", "ben_2026_1_hw.zip", "ada_7_8_hw.zip", "ada_LATE_7_9_hw.zip"]
    assert {key: one.files for key, one in canvas.handins(tmp_path, names).items()} == {"7": (names[3], names[2])}
    for name in names[:2]:
        (tmp_path / name).touch()
    assert [entry.id for entry in find(tmp_path, "framework").entries] == ["anna_2026_1_hw", "ben_2026_1_hw"]
