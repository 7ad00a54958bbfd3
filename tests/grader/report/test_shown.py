"""What a student may see: all of a visible test, of a hidden one its title, outcome and hint."""

import random

from grader.report.shown import for_student
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


def test_points_stay():
    for exercise in EXERCISES:
        shown = for_student(exercise)
        assert (shown.id, shown.score, shown.max_score) == (exercise.id, exercise.score, exercise.max_score)
