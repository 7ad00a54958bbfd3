"""The handout before the grader: worth nothing untouched, everything with the solution in it, in whatever form."""

import pytest

from grader import intake, settings
from grader.grade import grade
from grader.sandbox.zygote import Zygote
from tests.grader.layout import LAYOUT
from tests.handout.student import copy, solve, solve_notebook, tarred, zipped


@pytest.fixture(scope="module")
def zygote():
    with Zygote() as warm:
        yield warm


@pytest.fixture(scope="module")
def solved(tmp_path_factory):
    folder = copy(tmp_path_factory.mktemp("solved") / "handout")
    solve(folder)
    return folder


def test_the_untouched_handout_scores_nothing_without_an_error(tmp_path, zygote):
    result = grade(copy(tmp_path / "handout"), settings.read(), seed=1, zygote=zygote)
    assert result.status == "graded"
    assert result.scorecard.score == 0.0
    tests = [test for exercise in result.scorecard.exercises for test in exercise.tests]
    assert [test.name for test in tests if test.outcome not in ("failed", "blocked")] == []
    assert not result.scorecard.violations


def test_the_solution_put_back_scores_everything(solved, zygote):
    result = grade(solved, settings.read(), seed=2, zygote=zygote)
    assert (result.status, result.scorecard.score) == ("graded", 100.0), result


def test_the_filled_notebook_scores_everything(solved, tmp_path, zygote):
    path = tmp_path / "assignment.ipynb"
    path.write_bytes((solved / "assignment.ipynb").read_bytes())
    solve_notebook(path)
    result = grade(path, settings.read(), seed=2, zygote=zygote)
    assert (result.status, result.scorecard.score) == ("graded", 100.0), result


def test_archives_are_the_same_submission_as_the_folder(solved, tmp_path):
    """The same files under the same hash, so the same score."""
    folder = intake.read(solved, LAYOUT)
    for path in (zipped(solved, tmp_path / "handout.zip"), tarred(solved, tmp_path / "handout.tar.gz")):
        assert intake.read(path, LAYOUT).files == folder.files
        assert intake.read(path, LAYOUT).sha256 == folder.sha256
