"""What a student may see: all of a visible test, of a hidden one its title, outcome and hint."""

import random

import pytest

from grader.errors import Fault, student_error
from grader.report.shown import LATER, RAISED, REPEATING, for_student
from grader.scoring import scorecard
from grader.testing.expect import raised
from tests.grader import made_class

EXERCISES = made_class.result("ada", 0.4, random.Random(8)).scorecard.exercises


def test_a_visible_test_is_shown_as_it_is_and_a_hidden_one_without_name_and_message():
    seen = {"visible": 0, "hidden": 0}
    for exercise in EXERCISES:
        for test, shown in zip(exercise.tests, for_student(exercise).tests, strict=True):
            seen[test.visibility] += bool(test.message)
            if test.visibility == "visible":
                assert shown == test
            else:
                assert (shown.name, shown.message) == ("", "")
                assert (shown.title, shown.outcome, shown.hint) == (test.title, test.outcome, test.hint)
                assert (shown.score, shown.max_score) == (test.score, test.max_score)
    assert min(seen.values()) > 0, "expected messages to hide and messages to show"


def of(*tests: tuple[str, str, str]) -> scorecard.ExerciseScore:
    """An exercise of failed tests: visibility now, visibility as they ran, hint."""
    made = []
    for number, (now, ran, hint) in enumerate(tests):
        words = ("expected 1.25, got 0.5", hint, 0.1, ran if ran != now else None)
        made.append(scorecard.TestScore(f"test_{number}", "Title", "failed", 0.0, 1.0, now, *words))
    return scorecard.ExerciseScore("linear", "Linear layer", 0.0, 3.0, tuple(made))


def test_what_a_hidden_tests_worker_said_waits_until_none_of_its_tests_is_hidden():
    one, other = for_student(of(("visible", "hidden", "The sign."), ("hidden", "hidden", "The sign."))).tests
    assert (one.message, one.hint, one.name) == (LATER, "The sign.", "test_0")
    assert (other.message, other.name) == ("", "")
    one, other = for_student(of(("visible", "hidden", "The sign."), ("visible", "hidden", "The sign."))).tests
    assert one.message == other.message == "expected 1.25, got 0.5"
    (one,) = for_student(of(("visible", "visible", "The sign."))).tests
    assert one.message == "expected 1.25, got 0.5"


@pytest.mark.parametrize(
    "hint",
    [
        "Your code raised Value_0_8821 at framework/linear.py:31. Nothing was kept.",
        "Not written yet at framework/linear.py:31, or written under another name.",
    ],
)
def test_a_hint_that_repeats_the_submission_is_not_told_of_a_test_that_became_hidden(hint):
    shown = [for_student(of((now, "visible", hint))).tests[0] for now in ("hidden", "visible")]
    assert [test.hint for test in shown] == [RAISED, hint]
    assert shown[0].message == shown[0].name == ""


def test_the_hints_that_repeat_a_submission_are_those_that_the_suites_give():
    for fault in (
        Fault("KeyError", ("KeyError",), "x", "framework/linear.py:31"),
        Fault("NotImplementedError", ("NotImplementedError",), "x", "framework/linear.py:31"),
    ):
        assert raised(student_error(fault)).startswith(REPEATING)


def test_points_stay():
    for exercise in EXERCISES:
        shown = for_student(exercise)
        assert (shown.id, shown.score, shown.max_score) == (exercise.id, exercise.score, exercise.max_score)
