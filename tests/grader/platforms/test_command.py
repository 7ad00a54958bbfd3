"""`feedback`: everything goes back to whom it belongs to, and nothing that a student may not see goes with it."""

import io
import random
import re
import zipfile
from pathlib import Path

import pytest

from grader.batch.entries import Listing, find
from grader.errors import Unreadable
from grader.platforms import kept
from grader.platforms.command import GRADEBOOK, PAGES, WORKSHEET, feedback
from grader.report import feedback as pages
from grader.report import read_back, scores_json
from tests.grader import classroom, made_class
from tests.grader.platforms import importers, made

NUMBERS = {one.number for one in made.CLASS} | {made.MISSING.number}


def graded(results: Path, listing: Listing) -> dict[str, float]:
    """As if a batch had run: id → score, different for each."""
    scores = {}
    for place, entry in enumerate(listing.entries):
        result = made_class.result(entry.id, 0.3 + 0.1 * place, random.Random(place))
        pages.write(result, results / entry.id)
        scores_json.write(result, results / entry.id)
        scores[entry.id] = result.scorecard.score
    kept.keep(results, listing.export, None)
    return scores


@pytest.fixture(scope="module")
def moodle(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, float]]:
    place = tmp_path_factory.mktemp("moodle")
    scores = graded(place / "results", find(made.moodle(place / "class"), "framework"))
    classroom.grader("report", place / "results", "--roster", made.worksheet(place / "sheet.csv"))
    return place / "results", scores


@pytest.fixture(scope="module")
def canvas(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, float]]:
    place = tmp_path_factory.mktemp("canvas")
    scores = graded(place / "results", find(made.canvas(place / "class"), "framework"))
    classroom.grader("report", place / "results")
    return place / "results", scores


def number(id: str) -> int:
    return int(id.rpartition("_")[2])


def test_moodle_takes_every_grade_and_every_page(moodle: tuple[Path, dict[str, float]]) -> None:
    results, scores = moodle
    feedback(results, moodle=True)
    grades = importers.moodle_grades(results / WORKSHEET, NUMBERS, 100.0)
    assert {one: grade for one, (grade, _) in grades.items()} == {
        number(id): pytest.approx(score, abs=0.005) for id, score in scores.items()
    }
    assert all(re.fullmatch(r"<p>Autograder: [\d.]+ of 100 points</p>", words) for _, words in grades.values())
    assert "Seán O'Brien" in (results / WORKSHEET).read_text("utf-8")
    files = importers.moodle_files(results / PAGES, NUMBERS)
    assert files == {(number(id), "feedback.html"): (results / id / "feedback.html").read_bytes() for id in scores}


def test_canvas_takes_every_mark(canvas: tuple[Path, dict[str, float]], tmp_path: Path) -> None:
    results, scores = canvas
    with pytest.raises(Unreadable, match="expected --moodle, --canvas or --out DIR"):
        feedback(results)
    classroom.grader("report", results, "--roster", made.gradebook(tmp_path / "book.csv"))
    feedback(results, canvas=True)
    marks, possible = importers.canvas_marks(results / GRADEBOOK, {4711: "Project 2"}, NUMBERS)
    assert {one: float(mark) for one, mark in marks[4711].items()} == {
        number(id): pytest.approx(score, abs=0.005) for id, score in scores.items()
    }
    assert possible == "100"


def test_what_is_no_class_of_moodles_leaves_no_empty_archive(canvas: tuple[Path, dict[str, float]]) -> None:
    results, _ = canvas
    with pytest.raises(Unreadable, match="no grading worksheet is known"):
        feedback(results, moodle=True)
    assert not (results / PAGES).exists()


def seen(results: Path, tmp_path: Path) -> dict[str, bytes]:
    """All that goes to a student, by id."""
    feedback(results, moodle=True, out=tmp_path / "out")
    found = {path.parent.name: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    with zipfile.ZipFile(io.BytesIO((results / PAGES).read_bytes())) as archive:
        packed = {name.partition("_assign")[0]: archive.read(name) for name in archive.namelist()}
    assert packed == found
    return found


def test_nothing_goes_out_that_a_student_may_not_see(moodle: tuple[Path, dict[str, float]], tmp_path: Path) -> None:
    """Looked for: names and messages of hidden tests, the seed, paths of this machine, everybody else's name."""
    results, scores = moodle
    found = seen(results, tmp_path)
    assert found.keys() == scores.keys()
    secrets = 0
    for id, data in found.items():
        text, record = data.decode(), read_back.read(results / id / "scores.json")
        tests = [test for one in record.exercises for test in one.tests]
        words = {kind: {word for test in tests if test.visibility == kind
                        for word in (test.name, test.name.partition("[")[0], test.message)}
                 for kind in ("hidden", "visible")}  # fmt: skip
        for secret in words["hidden"] - words["visible"] - {""}:
            assert not re.search(rf"(?<!\w){re.escape(secret)}(?!\w)", text), secret
            secrets += 1
        assert str(record.environment.seed) not in text
        for path in (str(results), str(tmp_path), str(Path.home()), str(Path(__file__).parents[3])):
            assert path not in text
        for other in made.CLASS:
            mine = number(id) == other.number
            assert mine or other.full == "Ada Lovelace" or other.last.replace("'", "") not in text
            assert mine or str(other.number) not in text
    assert secrets > len(found)


def test_the_folders_hold_pages_alone(moodle: tuple[Path, dict[str, float]], tmp_path: Path) -> None:
    feedback(moodle[0], out=tmp_path / "out")
    assert {path.name for path in (tmp_path / "out").rglob("*") if path.is_file()} == {"feedback.html"}


def test_what_has_no_marks_is_said(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="expected a folder that `batch` has written"):
        feedback(tmp_path, moodle=True)


def test_from_an_export_to_what_goes_back_by_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody's work can be read here, so that nothing is graded: everybody has a mark of 0, and is named."""
    monkeypatch.setattr(made.Student, "work", {"notes.txt": b""})
    monkeypatch.setattr(made.Student, "former", {"notes.txt": b""})
    results = tmp_path / "moodle"
    sheet = made.worksheet(tmp_path / "sheet.csv")
    said = classroom.grader("batch", made.moodle(tmp_path / "one"), "--out", results, "--roster", sheet)
    assert "recognised as Moodle's folder of all submissions: 6 people" in said
    feedback(results, moodle=True, out=tmp_path / "out")
    assert "not graded, so that 0 points go back: 6 (Ada Lovelace_1001, " in capsys.readouterr().out
    grades = importers.moodle_grades(results / WORKSHEET, NUMBERS, 100.0)
    assert {number: grade for number, (grade, _) in grades.items()} == {one.number: 0.0 for one in made.CLASS}
    assert {row["name"] for row in classroom.rows(results)} == {one.full for one in (*made.CLASS, made.MISSING)}

    results = tmp_path / "gradescope"
    classroom.grader("batch", made.gradescope(tmp_path / "two"), "--out", results)
    rows = {row["id"]: (row["name"], row["submitted_at"][:10]) for row in classroom.rows(results)}
    assert rows == {str(one.number): (one.full, "2026-03-02") for one in made.CLASS}
