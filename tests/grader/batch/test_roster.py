"""The roster is read as people write it, and refused in sentences; lateness is computed apart from the raw score."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from grader.batch.late import lateness, read_minutes, read_time
from grader.batch.roster import read
from grader.errors import BadAssignment, Unreadable
from grader.scoring.late_rule import Late
from grader.scoring.rubric import read as read_rubric
from tests.grader.scoring.test_rubric import RUBRIC, small

DUE = datetime(2026, 3, 1, 12, tzinfo=UTC)


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


@pytest.mark.parametrize(
    ("hours", "extra", "share", "words"),
    [
        (-1, 0, 1.0, "in time"),
        (0, 0, 1.0, "in time"),
        (0.2, 0, 1.0, "12 min late, within the grace of 15 minutes"),
        (0.3, 0, 0.9, "18 min late: 90% of the score is left"),
        (24, 0, 0.9, "1 d late: 90% of the score is left"),
        (25, 0, 0.8, "1 d 1 h late: 80% of the score is left"),
        (25, 60, 0.9, "1 d late: 90% of the score is left"),
        (25, 1500, 1.0, "in time"),
        (240, 0, 0.5, "10 d late: 50% of the score is left"),
    ],
)
def test_what_each_begun_day_takes(hours: float, extra: float, share: float, words: str) -> None:
    rule = Late(due=DUE, grace_minutes=15, per_day=0.1, floor=0.5)
    found = lateness(rule, None, DUE + timedelta(hours=hours), extra)
    assert (found.share, found.words) == (pytest.approx(share), words)


def test_without_a_rule_a_late_one_is_named_and_keeps_its_score() -> None:
    found = lateness(None, DUE, DUE + timedelta(hours=3), 0)
    assert (found.share, found.words) == (1.0, "3 h late")
    assert lateness(None, None, DUE, 0).words == ""
    assert lateness(Late(due=DUE), None, None, 0).words == ""


def test_time_zones_meet() -> None:
    assert lateness(None, DUE, read_time("2026-03-01T13:00:00+01:00"), 0).words == "in time"
    assert lateness(None, DUE, read_time("2026-03-01 13:00:00 UTC"), 0).words == "1 h late"
    local = DUE.astimezone().replace(tzinfo=None)
    assert lateness(None, DUE, local, 0).words == "in time"
    assert read_time("2026-03-01") == datetime(2026, 3, 1, 23, 59, 59)


@pytest.mark.parametrize("text", ["", "yesterday", "2026-02-30", "0001-01-01", "9999-12-31", "0206-03-01 12:00"])
def test_a_time_that_cannot_be(text: str) -> None:
    with pytest.raises(ValueError, match="expected a time"):
        read_time(text)


def test_amounts_of_time() -> None:
    spellings = ("90", "90 min", "1.5h", "2 d", "0", "30 Minutes", "1 hour", "2 days")
    assert [read_minutes(text) for text in spellings] == [90, 90, 90, 2880, 0, 30, 60, 2880]
    for bad in ("-1", "nan", "inf", "1 week", "h", "1 2 h", "1e300 d", "1e9"):
        with pytest.raises(ValueError, match="extra time"):
            read_minutes(bad)


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
