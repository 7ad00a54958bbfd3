"""The handout before the grader: worth nothing untouched, everything with the solution in it, in whatever form."""

import pytest

from grader import rubric as rubrics
from grader.grade import grade
from grader.zygote import Zygote
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
    result = grade(copy(tmp_path / "handout"), rubrics.read(), seed=1, zygote=zygote)
    assert result.status == "graded"
    assert result.scorecard.score == 0.0
    tests = [test for exercise in result.scorecard.exercises for test in exercise.tests]
    assert [test.name for test in tests if test.outcome not in ("failed", "blocked")] == []
    assert not result.scorecard.violations


@pytest.mark.parametrize("form", ["folder", "zip", "tar.gz", "notebook"])
def test_the_solution_put_back_scores_everything(form, solved, tmp_path, zygote):
    if form == "notebook":
        path = tmp_path / "assignment.ipynb"
        path.write_bytes((solved / "assignment.ipynb").read_bytes())
        solve_notebook(path)
    else:
        path = {
            "folder": lambda: solved,
            "zip": lambda: zipped(solved, tmp_path / "handout.zip"),
            "tar.gz": lambda: tarred(solved, tmp_path / "handout.tar.gz"),
        }[form]()
    result = grade(path, rubrics.read(), seed=2, zygote=zygote)
    assert (result.status, result.scorecard.score) == ("graded", 100.0), result
