"""The roster is read as people write it, and refused in sentences; lateness is computed apart from the raw score."""

from datetime import datetime
from pathlib import Path

import pytest

from grader.batch.roster import read, teams
from grader.errors import Unreadable


def roster(folder: Path, text: str) -> Path:
    path = folder / "roster.csv"
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_columns_by_name_in_any_order(sign: str, tmp_path: Path) -> None:
    lines = [
        "\ufeffE-Mail,ID,Submitted At,Extra_Time,Name,Room",
        "a@b.ch,anna,2026-03-01 13:00,1.5 h,Änna,7",
        "",
        ",ben,,,,",
    ]
    people = read(roster(tmp_path, "\r\n".join(lines).replace(",", sign)))
    assert list(people) == ["anna", "ben"]
    anna = people["anna"]
    assert (anna.name, anna.email, anna.extra_minutes) == ("Änna", "a@b.ch", 90.0)
    assert anna.submitted_at == datetime(2026, 3, 1, 13)
    assert people["ben"].submitted_at is None


@pytest.mark.parametrize("text", ["id,name\ranna,A\r", '"id";"name";"last, first, middle"\nanna;A;x\n'])
def test_old_line_ends_and_commas_in_quotes(text: str, tmp_path: Path) -> None:
    assert read(roster(tmp_path, text))["anna"].name == "A"


def test_an_id_is_that_of_the_entry_with_this_name(tmp_path: Path) -> None:
    assert next(iter(read(roster(tmp_path, "id\n=cmd|x\n")))).startswith("_cmd_x-")


def test_every_bad_line_is_named(tmp_path: Path) -> None:
    text = "id,submitted at,extra time\nanna,yesterday,\nben,,much\n,,\ncleo\nanna,,-5\ndora,,\ndora,,\n ,2026-01-01,\n"
    with pytest.raises(Unreadable) as caught:
        read(roster(tmp_path, text))
    said = str(caught.value).splitlines()
    assert [line.rpartition("roster.csv, ")[2].partition(":")[0] for line in said] == [
        "line 2", "line 3", "line 5", "line 6", "line 8", "line 9",
    ]  # fmt: skip
    assert "expected a time such as 2026-03-01 23:59" in said[0]
    assert "'yesterday'" in said[0]
    assert "expected an extra time such as" in said[1]
    assert "expected 3 cells, got 1" in said[2]
    assert "earlier line" in said[4]
    assert "the id is empty" in said[5]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "expected a column `id`"),
        ("name,email\nx,y\n", "expected a column `id`"),
        ("id,name,full name\n", "several columns mean the same: name"),
        ('id\n"a\n', "unexpected end of data"),
    ],
)
def test_a_table_that_is_no_roster(text: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=words):
        read(roster(tmp_path, text))


def test_a_roster_that_is_no_text_or_not_there(tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_bytes(b"id\n\xff\xfe\n")
    for name, words in (("roster.csv", "UTF-8"), ("none.csv", "cannot be read")):
        with pytest.raises(Unreadable, match=words):
            read(tmp_path / name)


def test_teams_and_their_members(tmp_path: Path) -> None:
    people = read(roster(tmp_path, "id,Team\nanna,Team A/1\nben,\ncleo,Team A/1\n"))
    (name,) = teams(people)
    assert name.startswith("Team A_1-")  # as an entry of this name
    assert teams(people)[name] == ["anna", "cleo"]
    assert people["ben"].team == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "anna,alpha\nanna,beta\n",
            "line 3: the id 'anna' stands in an earlier line, too, in the team alpha and now in",
        ),
        ("anna,ben\nben,\n", "the team ben has the id of somebody who is not in it"),
    ],
)
def test_teams_that_cannot_be(text: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=words):
        read(roster(tmp_path, f"id,team\n{text}"))
