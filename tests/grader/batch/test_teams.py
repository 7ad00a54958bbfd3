"""One hand-in of a team counts for all its members; what is odd is a sentence."""

import os
from pathlib import Path

import pytest

from grader.batch.adjustments import Line
from grader.batch.entries import Entry
from grader.batch.late import read_time
from grader.batch.roster import Person
from grader.batch.teams import HandIn, named, share
from grader.errors import Unreadable

EARLY, LATE = read_time("2026-03-01 11:00"), read_time("2026-03-02 13:00")


def people(*members: str, **times: str) -> dict[str, Person]:
    """`anna:alpha`: anna of the team alpha."""
    found = {}
    for member in members:
        id, _, team = member.partition(":")
        found[id] = Person(id, team=team, submitted_at=read_time(times[id]) if id in times else None)
    return found


def entries(*names: str) -> list[Entry]:
    return [Entry(name.partition(".")[0], Path(name)) for name in names]


@pytest.mark.parametrize("name", ["anna.zip", "ben.zip", "alpha.zip"])
def test_the_hand_in_of_a_member_or_in_the_teams_name_counts_for_all(name: str) -> None:
    made = share(entries(name, "zoe.zip"), people("anna:alpha", "ben:alpha", "zoe"))
    assert [(entry.id, str(entry.path)) for entry in made.entries] == [
        ("anna", name), ("ben", name), ("zoe", "zoe.zip")
    ]  # fmt: skip
    by = name.partition(".")[0]
    assert made.hand_ins == {"anna": HandIn(by), "ben": HandIn(by)}
    assert made.notices == ()


def test_of_two_the_later_one_counts_and_both_are_named() -> None:
    class_ = people("anna:alpha", "ben:alpha", anna="2026-03-01 11:00", ben="2026-03-02 13:00")
    made = share(entries("anna.zip", "ben.zip"), class_)
    assert {entry.id: str(entry.path) for entry in made.entries} == {"anna": "ben.zip", "ben": "ben.zip"}
    assert made.hand_ins == {"anna": HandIn("ben", instead=True), "ben": HandIn("ben")}
    (notice,) = made.notices
    assert notice == (
        "the team alpha handed in 2 times, anna.zip (2026-03-01 11:00) and ben.zip (2026-03-02 13:00):"
        " the later one counts by the roster, ben.zip"
    )


def test_without_times_in_the_roster_those_of_the_files_decide(tmp_path: Path) -> None:
    (tmp_path / "ben").mkdir()
    for name, when in (("anna.zip", 2_000_000), ("ben/one.py", 1_000_000)):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (when, when))
    own = [Entry("anna", tmp_path / "anna.zip"), Entry("ben", tmp_path / "ben")]  # the folder itself is newer
    made = share(own, people("anna:alpha", "ben:alpha", anna="2026-03-01"))
    assert {entry.path for entry in made.entries} == {tmp_path / "anna.zip"}
    assert "by the time of the files" in made.notices[0]


def test_a_team_without_a_hand_in_and_somebody_of_no_team_are_told() -> None:
    made = share(entries("zoe.zip", "cleo.zip"), people("anna:alpha", "ben:alpha", "cleo"))
    assert [entry.id for entry in made.entries] == ["cleo", "zoe"]
    assert made.notices == (
        "the team alpha (anna, ben) handed in nothing",
        "zoe is in no line of the roster and the name of no team: it counts for zoe alone",
    )


def test_a_path_that_the_adjustments_name_goes_before_what_was_handed_in() -> None:
    class_ = people("anna:alpha", "ben:alpha", "cleo:beta", "dora", anna="2026-03-01", ben="2026-03-02")
    both = entries("anna.zip", "ben.zip")
    made = share(both, class_, {id: Path(name) for id, name in (("anna", "anna.zip"), ("ben", "anna.zip"))})
    assert {str(entry.path) for entry in made.entries} == {"anna.zip"}
    assert made.hand_ins == {"anna": HandIn("anna"), "ben": HandIn("anna", instead=True)}
    assert made.notices == ("the team beta (cleo) handed in nothing",)
    made = share(both, class_, {id: Path("new.zip") for id in ("anna", "cleo", "dora")})
    assert {entry.id: str(entry.path) for entry in made.entries} == {
        "anna": "new.zip", "ben": "ben.zip", "cleo": "new.zip", "dora": "new.zip"
    }  # fmt: skip
    assert made.hand_ins == {"ben": HandIn("ben")}
    assert len(made.notices) == 1  # Ben has the later one


def test_without_teams_everything_is_as_it_was() -> None:
    handed = entries("anna.zip", "zoe.zip")
    made = share(handed, people("anna"))
    assert (made.entries, made.hand_ins, made.notices) == (tuple(handed), {}, ())


def test_a_line_names_what_is_graded_instead(tmp_path: Path) -> None:
    (tmp_path / "new.zip").touch()
    line = Line("submission", "new.zip", "me", at="a.csv, line 2")
    points = Line("points", "", "me", value=1.0)
    assert named({"anna": [points, line], "ben": [points]}, tmp_path) == {"anna": tmp_path / "new.zip"}
    for where in ("none.zip", "x" * 300, "a\0b"):
        wrong = Line("submission", where, "me", at="a.csv, line 2")
        with pytest.raises(Unreadable, match=r"a\.csv, line 2: anna: expected a path beside the adjustments or in"):
            named({"anna": [wrong]}, tmp_path)
