"""docs/adding-a-suite.md, done to the letter: what it names is all that has to be touched, and it is graded."""

import json

import pytest

from grader import settings
from grader.checkup.new import EMPTY
from grader.sandbox.sandbox import Sandbox
from grader.scoring import scorecard
from grader.scoring.outcomes import Journal
from grader.testing import session
from tests.commands import python
from tests.docs import guide
from tests.grader import corpus

PAGE = "adding-a-suite.md"
SETTINGS = """package = "framework"
script = "test.py"
script_tests = []
"""


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A copy of the tree after the guide."""
    place = guide.copy(tmp_path_factory.mktemp("tree"))
    guide.follow(PAGE, place)
    return place


def run(tree, *command):
    done = python("-m", *command, cwd=tree)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_table_names_what_the_steps_touch():
    assert guide.touched(PAGE) == set(guide.steps(PAGE))


def test_the_solution_earns_the_new_points(tree):
    run(tree, "grader", "grade", ".", "--out", "scores")
    scores = json.loads((tree / "scores" / "scores.json").read_text("utf-8"))
    (new,) = [exercise for exercise in scores["exercises"] if exercise["id"] == "dropin"]
    assert (new["score"], new["max_score"], scores["score"]) == (5.0, 5.0, scores["max_score"])


def test_its_mistake_is_caught_and_named(tree):
    run(tree, "grader", "validate", "--only", "dropin/")


def test_the_handout_knows_the_new_exercise(tree):
    run(tree, "handout", "build")
    public = (tree / "handout/student/checks/assignment/suites/test_dropin.py").read_text("utf-8")
    assert "def test_positive" in public
    assert "def test_negative" not in public
    assert "## Dropped in" in (tree / "handout/student/assignment.ipynb").read_text("utf-8")


def test_an_assignment_of_this_suite_alone(tmp_path):
    steps, folder = guide.steps(PAGE), tmp_path / "guide"
    (folder / "suites").mkdir(parents=True)
    for name in ("conftest.py", "pytest.ini"):
        (folder / "suites" / name).write_text((EMPTY / "suites" / name).read_text())
    (folder / "suites" / "test_dropin.py").write_text(steps["grader/assignment/suites/test_dropin.py"])
    (folder / "rubric.toml").write_text(f'assignment = "guide"\ncap = 0.0\n{steps["grader/assignment/rubric.toml"]}')
    (folder / "assignment.toml").write_text(SETTINGS)
    alone = settings.read(folder)
    plain = corpus.build("plain", tmp_path)
    files = {f"framework/{path.name}": path.read_bytes() for path in (plain / "framework").glob("*.py")}
    for source, wanted in ((files, ["passed", "passed"]), ({"framework/__init__.py": b""}, ["failed", "blocked"])):
        outcomes = Journal(alone.rubric)
        with Sandbox(source, alone.settings.package) as sandbox:
            report = session.run(alone, lambda _, box=sandbox: box.student(), seed=1, journal=outcomes)
        assert [outcome.kind for outcome in outcomes] == wanted, [outcome.message for outcome in outcomes]
        assert report["summary"]["total"] == 2
        assert scorecard.score(alone.rubric, outcomes).score == (5.0 if "passed" in wanted else 0.0)
