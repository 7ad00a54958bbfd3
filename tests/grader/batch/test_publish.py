"""What people read of a class, made from its JSON files: the roster with lateness and final scores, and every page."""

import json
import random
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest

from grader.batch.late import read_time
from grader.batch.publish import ROSTER, News, known, publish, register, submitted
from grader.batch.roster import Person, teams
from grader.batch.teams import HandIn
from grader.errors import Unreadable
from grader.report import changes, read_back, scores_json, site
from grader.result import Adjustment
from grader.scoring.late_rule import Late
from tests.grader import made_class

DUE = read_time("2026-03-01 12:00 UTC")
RUBRIC = msgspec.structs.replace(made_class.RUBRIC, late=Late(per_day=0.1))
MADE = made_class.result("anna", 0.7, random.Random(1))
PEOPLE = {
    "anna": Person("anna", "Änna", submitted_at=read_time("2026-03-02 13:00 UTC")),
    "cleo": Person("cleo", "Cleo"),
}


@pytest.fixture
def results(tmp_path: Path) -> Path:
    scores_json.write(MADE, tmp_path / "anna")
    return tmp_path


def test_the_roster_says_who_was_late_and_what_is_left(results: Path) -> None:
    register(results, RUBRIC, News(PEOPLE, DUE))
    found = known(results)
    assert (found["anna"].late, found["cleo"].late) == ("1 d 1 h late: 80% of the score is left", "nothing handed in")
    assert found["anna"].final == pytest.approx(0.8 * MADE.scorecard.score, abs=1e-4)
    assert (found["anna"].name, found["cleo"].final) == ("Änna", 0.0)


def test_people_and_date_of_the_last_time_stay(results: Path) -> None:
    register(results, RUBRIC, News(PEOPLE, DUE))
    before = (results / ROSTER).read_bytes()
    register(results, RUBRIC, News())
    assert (results / ROSTER).read_bytes() == before
    register(results, RUBRIC, News(due=read_time("2026-03-03 UTC")))
    assert known(results)["anna"].late == "in time"


def test_without_people_there_is_no_roster(results: Path) -> None:
    register(results, RUBRIC, News(due=DUE))
    assert not (results / ROSTER).exists()
    assert known(results) == {}


@pytest.mark.parametrize("text", ["{", "[]", '{"anna": 3}', "[" * 100_000])
def test_a_roster_that_cannot_be_read_is_asked_for_again(text: str, results: Path) -> None:
    (results / ROSTER).write_text(text)
    with pytest.raises(Unreadable, match="give the roster again with --roster"):
        register(results, RUBRIC, News())
    register(results, RUBRIC, News(PEOPLE, DUE))
    assert set(known(results)) == {"anna", "cleo"}


def test_a_broken_score_counts_nothing_and_is_told(results: Path) -> None:
    (results / "ben").mkdir()
    (results / "ben" / "scores.json").write_text("{")
    [told] = publish(results, RUBRIC, News(PEOPLE | {"ben": Person("ben")}, DUE))
    assert "ben" in told
    assert known(results)["ben"].final == 0.0
    assert (results / "index.html").is_file()
    assert (results / "grades.csv").is_file()


def test_pages_of_students_are_made_again_for_all_that_can_be_read(results: Path) -> None:
    (results / "ben").mkdir()
    (results / "ben" / "scores.json").write_text("{")
    (results / "anna" / "feedback.html").write_text("old")
    publish(results, RUBRIC)
    assert "points" in (results / "anna" / "feedback.html").read_text()
    assert json.loads((results / "anna" / "scores.json").read_text())["score"] == MADE.scorecard.score


def team(**changed: Person) -> dict[str, Person]:
    """Anna and Ben of one team, Ben with another line where it is given."""
    anna = Person("anna", team="alpha", submitted_at=read_time("2026-03-02 13:00 UTC"))
    return {"anna": anna, "ben": Person("ben", team="alpha")} | changed


def test_a_member_has_the_time_of_the_hand_in_that_counts_and_an_own_extension(results: Path) -> None:
    scores_json.write(made_class.result("ben", 0.7, random.Random(1)), results / "ben")
    by = {"anna": HandIn("anna"), "ben": HandIn("anna")}
    register(results, RUBRIC, News(team(), DUE, by, {"ben": 1440.0}))
    found = known(results)
    assert found["anna"].late == "1 d 1 h late: 80% of the score is left"
    assert found["ben"].late == "1 h late: 90% of the score is left, with an extension of 1 d"
    assert found["ben"].handed_in_at == found["anna"].submitted_at
    before = (results / ROSTER).read_bytes()
    register(results, RUBRIC, News(extensions={"ben": 1440.0}))  # who handed in is known from the last time
    assert (results / ROSTER).read_bytes() == before
    register(results, RUBRIC, News())  # an extension that was taken back
    assert known(results)["ben"].late == found["anna"].late


@pytest.mark.parametrize(
    ("own", "hand_in", "expected"),
    [
        ("2026-03-01 11:00 UTC", HandIn("anna"), "2026-03-01 11:00 UTC"),  # the roster's own line says it
        ("2026-03-01 11:00 UTC", HandIn("anna", instead=True), "2026-03-02 13:00 UTC"),  # an earlier one does not count
        (None, HandIn("alpha"), "2026-03-02 13:00 UTC"),  # in the team's name: the latest that is known
        (None, HandIn("anna"), "2026-03-02 13:00 UTC"),
        (None, HandIn(), None),
    ],
)
def test_when_it_was_handed_in(own: str | None, hand_in: HandIn, expected: str | None) -> None:
    people = team(ben=Person("ben", team="alpha", submitted_at=read_time(own) if own else None))
    assert submitted(people["ben"], hand_in, people, teams(people)) == (read_time(expected) if expected else None)


def test_points_by_hand_come_before_lateness(results: Path) -> None:
    adjusted = msgspec.structs.replace(MADE, adjustments=(Adjustment(None, 10.0, "oral", "me"),))
    scores_json.write(adjusted, results / "anna")
    register(results, RUBRIC, News(PEOPLE, DUE))
    assert known(results)["anna"].final == pytest.approx(0.8 * (MADE.scorecard.score + 10), abs=1e-3)


def test_while_a_batch_works_there_nothing_is_compared(results: Path) -> None:
    publish(results, RUBRIC, compared=False)
    assert (results / "grades.csv").is_file()
    assert not (results / changes.LIST).exists()
    assert not (results / changes.REPORTED).exists()


def test_every_result_is_read_once_and_pages_are_made_of_what_is_new_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_class.build(tmp_path, 30)  # the last one cannot be read, and has no page
    people = {f"student-{number:04}": Person(f"student-{number:04}") for number in range(31)}
    publish(tmp_path, RUBRIC, News(people, DUE))
    calls: list[str] = []

    def counted(module: ModuleType, name: str, told: Callable[..., str]) -> None:
        whole = getattr(module, name)

        def asked(*given: Any, **more: Any) -> Any:
            calls.append(told(*given))
            return whole(*given, **more)

        monkeypatch.setattr(module, name, asked)

    counted(read_back, "read", lambda path: f"{path.parent.name} is read")
    counted(site, "page", str)
    counted(site, "student_page", lambda key, *_: f"{key} is shown")
    once = [f"student-{number:04} is read" for number in range(30)]
    publish(tmp_path, RUBRIC)
    assert calls == [*once, "class.html.j2"]
    calls.clear()
    scores_json.write(made_class.result("student-0003", 0.5, random.Random(3)), tmp_path / "student-0003")
    (tmp_path / "student-0007" / "sources.json").write_text("{}")
    (tmp_path / "student-0009" / "index.html").unlink()
    publish(tmp_path, RUBRIC)
    assert [each for each in calls if each.endswith("is shown")] == [f"student-000{n} is shown" for n in (3, 7, 9)]
    assert sorted(each for each in calls if each.endswith("is read")) == sorted(
        [*once, *(f"student-000{n} is read" for n in (3, 7, 9))]
    )
    assert (tmp_path / "student-0009" / "index.html").is_file()
    calls.clear()
    monkeypatch.setattr(site, "makers", lambda: "another version")
    publish(tmp_path, RUBRIC)
    assert len([each for each in calls if each.endswith("is shown")]) == 29
