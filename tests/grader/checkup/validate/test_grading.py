"""Grading the corpus: what counts of an answer, and that a grader which failed gives no verdict."""

import random

import msgspec
import pytest

from grader.batch.task import Answer
from grader.checkup.validate.grading import _graded
from grader.errors import GraderError, WallMissing
from grader.scoring.scorecard import Notice
from tests.grader import made_class

MADE = made_class.result(
    "linear_averages", 0.5, random.Random(1), (Notice("no-autograd", "a.py", 1, "torch.autograd"),)
)


def test_every_test_that_did_not_pass_with_its_points() -> None:
    found = _graded(Answer(MADE))
    short = [(e.id, t) for e in MADE.scorecard.exercises for t in e.tests if t.outcome != "passed"]
    assert [(lost.exercise, lost.test, lost.points) for lost in found.lost] == [
        (exercise, test.name, test.max_score) for exercise, test in short
    ]
    assert (found.name, found.seed, found.score) == ("linear_averages", MADE.seed, MADE.scorecard.score)
    assert found.violations == ("torch.autograd",)


def test_a_grader_that_failed_is_no_verdict() -> None:
    with pytest.raises(WallMissing, match="no seccomp"):
        _graded(Answer(fault="walls", words="no seccomp"))
    with pytest.raises(GraderError, match="Traceback"):
        _graded(Answer(fault="grader", words="Traceback"))
    first, *others = MADE.scorecard.exercises
    tests = (msgspec.structs.replace(first.tests[0], outcome="error", message="ours"), *first.tests[1:])
    exercises = (msgspec.structs.replace(first, tests=tests), *others)
    broken = msgspec.structs.replace(MADE, scorecard=msgspec.structs.replace(MADE.scorecard, exercises=exercises))
    with pytest.raises(GraderError, match=rf"linear_averages: the grader failed in {first.id}\..*: ours"):
        _graded(Answer(broken))
