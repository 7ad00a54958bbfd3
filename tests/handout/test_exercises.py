"""The list of exercises fits the rubric and the solution, or is refused by name."""

import pytest

from handout.exercises import BadList, Home, exercises, of, table
from tests.handout.student import ROOT


def test_ours_in_lesson_order():
    found = exercises(Home())
    assert [exercise.id for exercise in found] == list(table(ROOT / "handout" / "exercises.toml"))
    assert {exercise.id: exercise.points for exercise in found} == {
        key: entry["points"] for key, entry in Home().rubric["exercises"].items()
    }
    linear = next(exercise for exercise in found if exercise.id == "linear")
    assert (linear.files, linear.write) == (("framework/linear.py",), {"Linear"})


@pytest.fixture
def root(tmp_path):
    """A repository of one exercise."""
    for name in ("handout", "grader/assignment", "framework"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "handout" / "exercises.toml").write_text('[linear]\nfiles = ["framework/linear.py"]\n')
    rubric = '[exercises.linear]\ntitle = "Linear"\npoints = 16\n[exercises.linear.tests]\n'
    (tmp_path / "grader" / "assignment" / "rubric.toml").write_text(rubric)
    (tmp_path / "framework" / "linear.py").write_text("")
    settings = 'package = "framework"\n[places]\nsolution = "../.."\nhandout = "../../handout"\n'
    (tmp_path / "grader" / "assignment" / "assignment.toml").write_text(settings)
    return tmp_path


def test_one_exercise(root):
    (found,) = exercises(of(root))
    assert (found.id, found.title, found.points, found.keep) == ("linear", "Linear", 16, frozenset())


def test_lists_that_differ(root):
    (root / "handout" / "exercises.toml").write_text("[losses]\n")
    with pytest.raises(BadList, match=r"expected the same exercises, differing: \['linear', 'losses'\]"):
        exercises(of(root))


def test_a_file_that_the_solution_has_not(root):
    (root / "framework" / "linear.py").unlink()
    with pytest.raises(BadList, match=r"linear: expected a file of the solution, got framework/linear\.py"):
        exercises(of(root))


@pytest.mark.parametrize("name", ["handout/exercises.toml", "grader/assignment/rubric.toml"])
def test_what_is_no_toml_is_named(name, root):
    (root / name).write_text("[linear\n")
    with pytest.raises(BadList, match=rf"^{name.rpartition('/')[2]}: "):
        exercises(of(root))


def test_a_folder_that_says_nothing_keeps_everything_in_itself(tmp_path):
    (tmp_path / "assignment.toml").write_text('package = "parts"\n')
    home = Home(folder=tmp_path)
    assert (home.package, home.solution, home.student) == ("parts", tmp_path / "solution", tmp_path / "handout/student")
    assert home.handed_out == tmp_path / "handed_out.json"


def test_ours_lies_where_it_says():
    home = Home()
    assert (home.package, home.solution, home.handout) == ("framework", ROOT, ROOT / "handout")
