"""The archive for Gradescope and the words in its results: every field, the same bytes, nothing of hidden tests."""

import json
import random
from pathlib import Path

import jsonschema
import pytest

from grader.pack import gradescope
from grader.report import read_back
from grader.scoring.scorecard import Notice
from tests.grader import made_class

SCHEMA = json.loads(Path(__file__).with_name("gradescope.schema.json").read_text())
BOARD = [{"name": "Test error", "value": 0.4, "order": "asc"}, {"name": "Time", "value": 0.5, "order": "asc"}]
BROKEN_RULE = (Notice("no-autograd", "framework/linear.py", 7, "torch.autograd <b>& co</b>"),)


def made(ability=0.7, violations=()):
    return read_back.of(made_class.result("someone", ability, random.Random(5), violations))


def test_every_field_and_nothing_of_hidden_tests():
    one = made()
    found = gradescope.results(one, 12.5, BOARD)
    jsonschema.validate(found, SCHEMA)
    assert {row["visibility"] for row in found["tests"]} == {"visible"}  # a hidden one would hide the total
    assert [row["name"] for row in found["leaderboard"]][1:] == ["Test error", "Time"]
    text = json.dumps(found)
    for exercise in one.exercises:
        for test in exercise.tests:
            shown = test.message and test.message in text
            assert bool(shown) == (bool(test.message) and test.visibility == "visible")


def test_a_capped_one_says_why_and_is_on_no_leaderboard():
    found = gradescope.results(made(0.9, BROKEN_RULE), 1.0, BOARD)
    jsonschema.validate(found, SCHEMA)
    assert found["score"] == 20.0
    assert "framework/linear.py:7: torch.autograd <b>& co</b>" in found["output"]
    assert found["output_format"] == "text"  # so that <b> stays four characters
    assert [row["name"] for row in found["leaderboard"]] == ["Points"]


def test_one_that_is_not_gradable_says_why():
    found = gradescope.results(read_back.of(made_class.refused("x", "there is no package framework/")), 1.0)
    jsonschema.validate(found, SCHEMA)
    assert found["score"] == 0
    assert "There is no package framework/." in found["output"]


def test_points_and_most_points_add_up():
    """In floats, one after the other, as whoever reads them may add them up."""
    one = made(1.0)
    found = gradescope.results(one, 1.0)["tests"]
    assert sum(row["max_score"] for row in found) == 100
    listed = [test for exercise in one.exercises for test in exercise.tests]
    for row, test in zip(found, listed, strict=True):
        assert row["max_score"] == pytest.approx(test.max_score, abs=2e-3)
        assert row["score"] == (row["max_score"] if test.outcome == "passed" else 0)
