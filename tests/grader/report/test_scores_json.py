"""`scores.json`: of the shape that its schema lays down, and read again without a loss."""

import json
import random

import jsonschema
import msgspec
import pytest

from grader.records import Isolation, Limits
from grader.report import fingerprint, scores_json
from grader.result import Gap
from grader.scoring.scorecard import Excerpt, Notice
from tests.grader import made_class

SCHEMA = json.loads(scores_json.SCHEMA.read_text("utf-8"))
RULE = Notice("no-autograd", "framework/linear.py", 7, "torch.autograd")
GAP = Gap("framework/one.py", 7, "Python cannot read this file: expected ':'.", "   7  def f()\n             ^")
MADE = made_class.result("anna", 0.7, random.Random(1), (RULE,))
WALLS = Isolation(
    True, "user 61184", "Landlock", "none", "seccomp", "pid", "out of order", True, Limits(), ("user: x",)
)
RESULTS = {
    "capped": MADE,
    "with walls": msgspec.structs.replace(MADE, isolation=WALLS),
    "with excerpts": msgspec.structs.replace(MADE, excerpts=(Excerpt("framework/linear.py", 7, 6, ("a", "b")),)),
    "with gaps": msgspec.structs.replace(MADE, gaps=(GAP, Gap("framework/two.py", 0, "This file is not there."))),
    "with a report": msgspec.structs.replace(MADE, report={"tests": [{"nodeid": "x"}]}),
    "not gradable": made_class.refused("ben", "there is no package framework/"),
}


def comparable(result):
    """A result as it comes back: without its files, seconds rounded, with what it was graded with."""
    environment = scores_json.as_json(result)["environment"]
    return msgspec.structs.replace(result, seconds=round(result.seconds, 3), environment=environment)


@pytest.mark.parametrize("name", RESULTS)
def test_it_has_the_shape_of_its_schema(name):
    jsonschema.validate(json.loads(json.dumps(scores_json.as_json(RESULTS[name]), allow_nan=False)), SCHEMA)


@pytest.mark.parametrize("name", RESULTS)
def test_it_is_read_again_without_a_loss(name, tmp_path):
    path = scores_json.write(RESULTS[name], tmp_path)
    assert path == tmp_path / "scores.json"
    assert scores_json.read(path) == comparable(RESULTS[name])


def test_it_says_which_grader_and_rubric_gave_it():
    made = scores_json.as_json(MADE)
    assert (made["environment"]["sources"], made["environment"]["rubric"]) == (
        fingerprint.sources(), fingerprint.rubric()
    )  # fmt: skip
    assert made["environment"]["seed"] == MADE.seed


def test_whoever_writes_it_again_leaves_what_it_was_graded_with(tmp_path):
    """Adjustments of an older grader's result made it today's: it was never graded again."""
    former = {"grader": "0.0.9", "sources": "0" * 16, "python": "3.9.1"}
    path = scores_json.write(msgspec.structs.replace(MADE, environment=former), tmp_path)
    again = json.loads(scores_json.write(scores_json.read(path), tmp_path).read_text("utf-8"))["environment"]
    assert former.items() <= again.items()
    assert again["seed"] == MADE.seed


def test_a_problem_is_the_first_note():
    made = scores_json.as_json(RESULTS["not gradable"])
    assert made["notes"] == ["there is no package framework/"]
    assert made["isolation"]["filesystem"] == "no student code ran"
    assert scores_json.as_json(MADE)["isolation"]["filesystem"] == "no walls recorded"


def test_a_score_that_is_no_number_is_not_written(tmp_path):
    card = msgspec.structs.replace(MADE.scorecard, score=float("nan"))
    with pytest.raises(ValueError, match="not JSON compliant"):
        scores_json.write(msgspec.structs.replace(MADE, scorecard=card), tmp_path)
    assert list(tmp_path.iterdir()) == []
