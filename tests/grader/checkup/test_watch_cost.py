"""What looking for approximations costs: of the suites in which a derivative is watched, and of no other."""

import pytest

from grader import settings
from grader.checkup import watch_cost
from grader.checkup.wall_cost import NotASolution
from tests.grader import corpus


def test_the_share_is_what_the_check_adds() -> None:
    assert watch_cost.Cost(without=2.0, watched=2.5).share == 0.25


def test_only_exercises_in_which_something_is_watched() -> None:
    whole = settings.read()
    found = watch_cost.gradient_suites(whole).rubric.exercises
    for key, exercise in whole.rubric.exercises.items():
        assert (key in found) == any(test.watched for test in exercise.tests.values()), key
    assert 0 < len(found) < len(whole.rubric.exercises)


def test_a_wrong_solution_is_no_measurement(tmp_path) -> None:
    with pytest.raises(NotASolution, match="expected a solution with full marks"):
        watch_cost.measure(corpus.build("linear_averages", tmp_path), settings.read(), rounds=1)
