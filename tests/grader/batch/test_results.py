"""RESULTS on disk: what is known of an entry, equal content, and one batch at a time."""

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from grader.batch.results import PROBLEM, Results
from grader.errors import Unreadable
from grader.records import Submission
from grader.report import scores_json
from grader.scoring.scorecard import Notice, settled
from tests.grader import made_class

MADE = made_class.result("anna", 0.7, random.Random(1))
LIGHT = MADE.submission


@pytest.fixture
def results(tmp_path: Path) -> Iterator[Results]:
    found = Results(tmp_path)
    yield found
    found.close()


def reopened(results: Results) -> Results:
    """What the next batch finds."""
    results.close()
    results.__init__(results.results)
    return results


def test_what_is_kept_stands_today_and_for_the_next_batch(results: Results) -> None:
    assert not results.stands(LIGHT)
    results.keep(MADE)
    assert results.stands(LIGHT)
    assert reopened(results).stands(LIGHT)
    assert {path.name for path in (results.results / "anna").iterdir()} == {"scores.json", "feedback.html"}
    assert not results.stands(replace(LIGHT, sha256="0" * 64))
    assert not results.stands(replace(LIGHT, id="ben"))


@pytest.mark.parametrize("name", ["sources", "rubric"])
def test_what_another_grader_gave_does_not_stand(name: str, results: Results) -> None:
    results.keep(MADE)
    path = results.results / "anna" / "scores.json"
    plain = json.loads(path.read_text())
    plain["environment"][name] = "0" * 16
    path.write_text(json.dumps(plain))
    assert not reopened(results).stands(LIGHT)
    assert results.twin(replace(LIGHT, id="ben")) is None


def test_a_twin_has_the_score_and_none_of_the_decisions(results: Results) -> None:
    rule = Notice("no-autograd", "framework/linear.py", 7, "torch.autograd", by="Dr. Rossi", why="in a comment")
    waived = msgspec.structs.replace(MADE, scorecard=settled(MADE.scorecard, [], [], [rule]))
    results.keep(waived)
    twin = results.twin(replace(LIGHT, id="ben"))
    assert twin is not None
    assert twin.scorecard.waived == ()
    assert [(notice.rule, notice.by) for notice in twin.scorecard.violations] == [("no-autograd", "")]
    assert twin.scorecard.earned == MADE.scorecard.earned
    (results.results / "anna" / "scores.json").write_text("{")
    assert results.twin(LIGHT) is None


def test_one_that_is_not_gradable_is_nobodys_twin(results: Results) -> None:
    results.keep(made_class.refused("ben", "damaged"))
    assert results.twin(Submission("anna", "", {})) is None
    assert results.marks["ben"].notes == ("damaged",)
    assert reopened(results).marks["ben"].notes == ("damaged",)


def test_a_problem_stands_until_there_is_a_score(results: Results) -> None:
    results.regret("anna", "it died")
    assert (results.results / "anna" / PROBLEM).read_text() == "it died\n"
    (results.results / "anna" / ".scores.json.x").touch()  # of a batch that was killed
    results.keep(MADE)
    assert {path.name for path in (results.results / "anna").iterdir()} == {"scores.json", "feedback.html"}
    results.regret("anna", "it died")
    assert scores_json.read(results.results / "anna" / "scores.json").scorecard == MADE.scorecard


@pytest.mark.parametrize("text", ["", "{", "[]", '{"status": 3}', "[" * 100_000])
def test_a_file_that_cannot_be_read_counts_as_none(text: str, results: Results) -> None:
    results.keep(MADE)
    (results.results / "anna" / "scores.json").write_text(text)
    assert reopened(results).marks == {}


def test_one_batch_at_a_time(results: Results) -> None:
    with pytest.raises(Unreadable, match="another batch is writing its results here"):
        Results(results.results)
