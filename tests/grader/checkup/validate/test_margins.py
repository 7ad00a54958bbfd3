"""Margins: how much of its limits the solution uses, in a worker and with two threads; a wrong one has none."""

import pytest

from grader import intake, settings
from grader.checkup.validate import corpus, margins
from grader.checkup.wall_cost import imported
from grader.errors import GraderError
from tests.commands import ROOT
from tests.grader.layout import LAYOUT


def test_margins_of_the_solution() -> None:
    solution = intake.read(settings.read().solution, LAYOUT)
    [found] = margins.margins([margins.Task(solution, 20)], 1)
    assert 0 < found.rounding < 0.5
    assert 0.1 < found.magnified < 0.8
    assert found.derivative in settings.read().settings.derivatives.names
    [local] = margins.at_two_threads(imported(settings.read().solution, "framework"), [20])
    assert local == pytest.approx(found.rounding, rel=0.5)


def test_a_wrong_solution_has_no_margins() -> None:
    solution = intake.read(settings.read().solution, LAYOUT)
    wrong = corpus.mutate(solution, corpus.mutants()["linear_forgets_the_bias"])
    with pytest.raises(GraderError, match="expected a right solution"):
        list(margins.margins([margins.Task(wrong, 20)], 1))


def test_what_trains_to_a_threshold_is_left_out() -> None:
    left = margins.learning(settings.read())
    assert {"test_script", "test_loss_falls"} <= set(left)
    names = {name for _, name, _ in settings.read().rubric.rows()}
    assert set(left) <= names


def test_an_assignment_may_know_no_training() -> None:
    one = settings.read(ROOT / "examples" / "kmeans")
    assert (margins.trainings(one), margins.learning(one)) == (None, ())
