"""GitHub Classroom's clones, its roster, its list of grades."""

from pathlib import Path

from grader.platforms import classroom
from tests.grader.intake.packing import folder

KEYS = {"p-2-love": "p-2-love", "p-2-ada-love": "p-2-ada-love", "p-2-Zoe": "p-2-Zoe"}


def test_clones(tmp_path: Path) -> None:
    place = folder(tmp_path, {"p-a/.git/HEAD": b"", "p-b/.git": b"gitdir: x", "notes/a.md": b""})
    assert [*classroom.handins(place, ["p-a", "p-b", "notes"])] == ["p-a", "p-b"]


def test_users_that_end_alike_are_told_apart() -> None:
    headings = ["identifier", "github_username", "github_id", "name"]
    rows = [["a@x.org", "love", "1", ""], ["b", "Ada-Love", "2", "Ada"], ["c", "zoe", "", ""], ["d", "", "", ""], []]
    assert classroom.is_table(headings)
    told = classroom.people(headings, rows, KEYS)
    assert [one.get("id") for one in told] == ["p-2-love", "p-2-ada-love", "p-2-Zoe", "d", None]
    assert [(one["name"], one["email"]) for one in told[:2]] == [("a@x.org", "a@x.org"), ("Ada", "")]


def test_the_list_of_grades_names_the_repository() -> None:
    headings = ["github_username", "roster_identifier", "student_repository_name", "submission_timestamp"]
    told = classroom.people(headings, [["x", "Ada", "p-2-love", "2026-03-01T10:00:00Z"]], KEYS)
    assert (told[0]["id"], told[0]["submitted at"]) == ("p-2-love", "2026-03-01T10:00:00Z")
