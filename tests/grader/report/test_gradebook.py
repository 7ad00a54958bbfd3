"""Three gradebooks from the JSON files: what they hold, and what a spreadsheet must never run."""

import csv
import json
import tracemalloc
from pathlib import Path

import msgspec
import pytest

from grader import settings
from grader.batch.late import read_time
from grader.batch.publish import News, publish
from grader.batch.roster import Person
from grader.errors import Unreadable
from grader.records import Submission
from grader.report import scores_json
from grader.report.gradebook import put_csv
from grader.result import Adjustment, Result
from grader.scoring import scorecard
from grader.scoring.late_rule import Late
from grader.scoring.outcomes import Journal, Outcome
from tests.grader.classroom import rows

RUBRIC = settings.read().rubric
DUE = read_time("2026-03-01 12:00 UTC")


def result(id: str, passed: int, problem: str = "") -> Result:
    """A result in which the first tests passed."""
    journal = Journal(RUBRIC)
    for key, name, _ in [*RUBRIC.rows()][:passed]:
        journal.record(Outcome(key, name, "passed"))
    status = "not_gradable" if problem else "graded"
    return Result(status, Submission(id, "", {}), scorecard.score(RUBRIC, journal), None, 1, {}, 2.5, problem)


@pytest.fixture
def results(tmp_path: Path) -> Path:
    for made in (result("anna", 999), result("ben", 5), result("zoë", 0, "=HYPERLINK(1) is no submission")):
        scores_json.write(made, tmp_path / made.submission.id)
    return tmp_path


PEOPLE = {
    "anna": Person("anna", "Anna Müller", "a@b.ch", read_time("2026-03-02 13:00 UTC"), 0.0, "77", "S1", "login", "A"),
    "ben": Person("ben", "=cmd|' /C calc'!A0", "+49@b.ch", read_time("2026-03-01 11:00 UTC")),
    "cleo": Person("cleo", "Cleo"),
}


def test_without_a_roster(results: Path) -> None:
    publish(results, RUBRIC)
    anna, ben, zoe = rows(results)
    assert [row["id"] for row in (anna, ben, zoe)] == ["anna", "ben", "zoë"]
    assert (anna["score"], anna["final"], anna["max_score"], anna["status"]) == ("100", "100", "100", "graded")
    assert sum(float(anna[key]) for key in RUBRIC.exercises) == 100
    assert 0 < float(ben["score"]) == float(ben["module"]) < 6
    assert (zoe["status"], zoe["score"], zoe["note"]) == ("not_gradable", "0", "'=HYPERLINK(1) is no submission")
    assert not (results / "roster.json").exists()


def test_lateness_stands_apart_from_the_raw_score(results: Path) -> None:
    late = msgspec.structs.replace(RUBRIC, late=Late(per_day=0.2))
    publish(results, late, News(PEOPLE, DUE))
    anna, ben, cleo, zoe = rows(results)
    assert (anna["score"], anna["final"], anna["name"]) == ("100", "60", "Anna Müller")
    assert anna["late"] == "1 d 1 h late: 60% of the score is left"
    assert (ben["late"], ben["final"]) == ("in time", ben["score"])
    assert (cleo["status"], cleo["score"], cleo["final"], cleo["late"]) == ("missing", "", "", "nothing handed in")
    assert (zoe["name"], zoe["final"]) == ("", "0")
    known = json.loads((results / "roster.json").read_text())
    assert {"name": "Anna Müller", "email": "a@b.ch", "late": anna["late"], "final": 60.0}.items() <= known[
        "anna"
    ].items()
    before = (results / "grades.csv").read_bytes()
    publish(results, late)  # the roster and the due date of the last time stay
    assert (results / "grades.csv").read_bytes() == before
    publish(results, late, News(PEOPLE))  # the date also where the roster is a new one
    assert (results / "grades.csv").read_bytes() == before
    publish(results, RUBRIC)  # and a changed rule takes effect
    assert rows(results)[0]["final"] == "100"


def test_a_new_roster_replaces_one_that_cannot_be_read(results: Path) -> None:
    (results / "roster.json").write_text("{")
    with pytest.raises(Unreadable, match="--roster"):
        publish(results, RUBRIC)
    publish(results, RUBRIC, News(PEOPLE, DUE))
    assert rows(results)[0]["late"] == "1 d 1 h late"


def test_no_cell_is_a_formula(results: Path) -> None:
    publish(results, RUBRIC, News(PEOPLE, DUE))
    for name in ("grades.csv", "grades.canvas.csv", "grades.moodle.csv"):
        with (results / name).open(newline="", encoding="utf-8") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))], name
        assert "'=cmd|' /C calc'!A0" in cells


def test_canvas(results: Path) -> None:
    publish(results, RUBRIC, News(PEOPLE, DUE))
    points, anna, ben = rows(results, "grades.canvas.csv")  # no line for who has no score, or is not in the roster
    assert list(points) == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", RUBRIC.assignment]
    assert (points["Student"].strip(), points[RUBRIC.assignment]) == ("Points Possible", "100")
    assert list(anna.values()) == ["Anna Müller", "77", "S1", "login", "A", "100"]
    assert ben["SIS Login ID"] == "ben"


def test_moodle(results: Path) -> None:
    publish(results, RUBRIC, News(PEOPLE, DUE))
    anna, ben = rows(results, "grades.moodle.csv")  # an empty grade or somebody unknown would do harm there
    assert (anna["ID number"], anna["Email address"], anna[RUBRIC.assignment]) == ("anna", "a@b.ch", "100")
    assert ben[f"{RUBRIC.assignment} (feedback)"] == "in time"


def test_without_a_roster_the_platforms_get_all_scores(results: Path) -> None:
    scores_json.put(results / "dora" / "problem.txt", "it died")
    publish(results, RUBRIC)
    assert [row["SIS Login ID"] for row in rows(results, "grades.canvas.csv")] == ["", "anna", "ben", "zoë"]
    *_, zoe = rows(results, "grades.moodle.csv")
    assert zoe["ID number"] == "zoë"
    assert zoe[f"{RUBRIC.assignment} (feedback)"].endswith("is no submission")


def test_what_the_grader_failed_on_has_a_line_without_a_score(results: Path) -> None:
    scores_json.put(results / "dora" / "problem.txt", "it died")
    scores_json.put(results / "ben" / "problem.txt", "it died, too")
    publish(results, RUBRIC, News({"dora": Person("dora")}))
    _, ben, dora, _ = rows(results)
    assert (dora["status"], dora["score"], dora["late"]) == ("grader_error", "", "")
    assert (ben["status"], ben["note"]) == ("graded", dora["note"])
    assert "problem.txt" in dora["note"]


def test_an_empty_folder_gives_headings(tmp_path: Path) -> None:
    publish(tmp_path, RUBRIC)
    assert (tmp_path / "grades.csv").read_text().startswith("id,name,email,status,score")
    assert rows(tmp_path) == []


def test_a_result_that_cannot_be_read_is_named_and_stops_nobody(results: Path) -> None:
    (results / "anna" / "scores.json").write_text("[]")
    (said,) = publish(results, RUBRIC, News(PEOPLE, DUE))
    assert said.startswith(f"{results / 'anna'}: scores.json is not what the grader writes")
    anna, ben, *_ = rows(results)
    assert (anna["status"], anna["score"], anna["final"], anna["late"]) == ("unreadable", "", "", "1 d 1 h late")
    assert float(ben["score"]) > 0


def test_a_roster_given_anew_needs_no_former_one(results: Path) -> None:
    for text in (b"[]", b"\xff\xfe", b"[" * 100_000):
        (results / "roster.json").write_bytes(text)
        with pytest.raises(Unreadable, match="give the roster again"):
            publish(results, RUBRIC)
    publish(results, RUBRIC, News(PEOPLE, DUE))
    assert rows(results)[0]["name"] == "Anna Müller"


def test_a_result_comes_back_from_its_file(tmp_path: Path) -> None:
    for made in (result("anna", 7), result("ben", 0, "nothing in it")):
        path = scores_json.write(made, tmp_path / made.submission.id)
        assert scores_json.as_json(scores_json.read(path)) == scores_json.as_json(made)


def test_points_by_hand_stand_apart_in_every_gradebook(results: Path) -> None:
    by_hand = (Adjustment("linear", -2.0, "shown", "Dr. Rossi"), Adjustment(None, -3.5, "", "Dr. Rossi"))
    scores_json.write(msgspec.structs.replace(result("anna", 999), adjustments=by_hand), results / "anna")
    people = {"anna": msgspec.structs.replace(PEOPLE["anna"], team="alpha")}
    publish(results, msgspec.structs.replace(RUBRIC, late=Late(per_day=0.2)), News(people, DUE))
    anna, ben, _ = rows(results)
    assert (anna["score"], anna["adjustment"], anna["final"], anna["team"]) == ("100", "-5.5", "56.7", "alpha")
    assert anna["adjustments"] == "linear −2 points by Dr. Rossi: shown; in all −3.5 points by Dr. Rossi"
    assert (ben["adjustment"], ben["final"], ben["adjustments"]) == ("0", ben["score"], "")
    (moodle,) = rows(results, "grades.moodle.csv")
    assert moodle[RUBRIC.assignment] == rows(results, "grades.canvas.csv")[1][RUBRIC.assignment] == "56.7"
    assert "linear −2 points: shown" in moodle[f"{RUBRIC.assignment} (feedback)"]
    assert "Rossi" not in moodle[f"{RUBRIC.assignment} (feedback)"]


@pytest.mark.parametrize(("points", "final"), [(500.0, "100"), (-500.0, "0")])
def test_a_mark_stays_within_the_points(points: float, final: str, results: Path) -> None:
    made = msgspec.structs.replace(result("anna", 999), adjustments=(Adjustment(None, points, "", "me"),))
    scores_json.write(made, results / "anna")
    publish(results, RUBRIC)
    assert rows(results)[0]["final"] == final


def test_rows_are_written_as_they_come(tmp_path: Path) -> None:
    size, number = 100, 40_000
    tracemalloc.start()
    put_csv(tmp_path / "rows.csv", (["x" * size, index] for index in range(number)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (tmp_path / "rows.csv").stat().st_size > number * size > 10 * peak
