"""What people read of a class, made from its JSON files: the roster with lateness and final scores, and every page."""

import json
import random
from pathlib import Path

import msgspec
import pytest

from grader.batch.late import read_time
from grader.batch.publish import ROSTER, known, publish, refresh_feedback, register
from grader.batch.roster import Person
from grader.errors import Unreadable
from grader.report import scores_json
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
    register(results, RUBRIC, PEOPLE, DUE)
    found = known(results)
    assert (found["anna"].late, found["cleo"].late) == ("1 d 1 h late: 80% of the score is left", "nothing handed in")
    assert found["anna"].final == pytest.approx(0.8 * MADE.scorecard.score, abs=1e-4)
    assert (found["anna"].name, found["cleo"].final) == ("Änna", 0.0)


def test_people_and_date_of_the_last_time_stay(results: Path) -> None:
    register(results, RUBRIC, PEOPLE, DUE)
    before = (results / ROSTER).read_bytes()
    register(results, RUBRIC, None, None)
    assert (results / ROSTER).read_bytes() == before
    register(results, RUBRIC, None, read_time("2026-03-03 UTC"))
    assert known(results)["anna"].late == "in time"


def test_without_people_there_is_no_roster(results: Path) -> None:
    register(results, RUBRIC, None, DUE)
    assert not (results / ROSTER).exists()
    assert known(results) == {}


@pytest.mark.parametrize("text", ["{", "[]", '{"anna": 3}', "[" * 100_000])
def test_a_roster_that_cannot_be_read_is_asked_for_again(text: str, results: Path) -> None:
    (results / ROSTER).write_text(text)
    with pytest.raises(Unreadable, match="give the roster again with --roster"):
        register(results, RUBRIC, None, None)
    register(results, RUBRIC, PEOPLE, DUE)
    assert set(known(results)) == {"anna", "cleo"}


def test_a_broken_score_counts_nothing_and_is_told(results: Path) -> None:
    (results / "ben").mkdir()
    (results / "ben" / "scores.json").write_text("{")
    [told] = publish(results, RUBRIC, PEOPLE | {"ben": Person("ben")}, DUE)
    assert "ben" in told
    assert known(results)["ben"].final == 0.0
    assert (results / "index.html").is_file()
    assert (results / "grades.csv").is_file()


def test_pages_of_students_are_made_again_for_all_that_can_be_read(results: Path) -> None:
    (results / "ben").mkdir()
    (results / "ben" / "scores.json").write_text("{")
    (results / "anna" / "feedback.html").write_text("old")
    assert refresh_feedback(results) == 1
    assert "points" in (results / "anna" / "feedback.html").read_text()
    assert json.loads((results / "anna" / "scores.json").read_text())["score"] == MADE.scorecard.score
