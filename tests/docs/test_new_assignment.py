"""docs/new-assignment.md, tried in a copy of the tree: handout, rubric and grader agree on what it makes of them."""

import json
import re
import shutil

import pytest

from tests.commands import ROOT, python
from tests.docs import guide

PAGE = "new-assignment.md"


@pytest.fixture(scope="module")
def assignment(tmp_path_factory):
    """The tree after the guide's three chapters, not yet built."""
    place = guide.copy(tmp_path_factory.mktemp("assignment"))
    for name in ("tests/framework", "tests/reference"):
        shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "tests/__init__.py", "tests/test_tree.py", "tests/laws.py", "tests/commands.py"):
        shutil.copyfile(ROOT / name, place / name)
    rubric, listed = place / "grader/assignment/rubric.toml", place / "handout/exercises.toml"
    points = re.sub(r"(\[exercises\.module\]\ntitle = .*\npoints = )6\.0", r"\g<1>8.0", rubric.read_text("utf-8"))
    rubric.write_text(re.sub(r"\[exercises\.errors\].*?(?=\[exercises\.training\])", "", points, flags=re.S), "utf-8")
    listed.write_text(re.sub(r"\[errors\].*?(?=\[training\])", "", listed.read_text("utf-8"), flags=re.S), "utf-8")
    guide.follow(PAGE, place)
    return place


def exercises(place, submission):
    done = python("-m", "grader", "grade", submission, "--out", "scores", cwd=place)
    assert done.returncode == 0, done.stdout + done.stderr
    scores = json.loads((place / "scores" / "scores.json").read_text("utf-8"))
    return scores["score"], {each["id"]: each["max_score"] for each in scores["exercises"]}


def test_the_table_names_what_the_steps_touch():
    assert guide.touched(PAGE) == set(guide.steps(PAGE))


def test_handout_rubric_and_grader_agree(assignment):
    said = python("-m", "handout", "check", cwd=assignment)
    assert (said.returncode, said.stderr) == (1, "")
    assert "framework/leaky.py" in said.stdout
    assert python("-m", "handout", "build", cwd=assignment).returncode == 0
    assert python("-m", "handout", "check", cwd=assignment).returncode == 0
    best, points = exercises(assignment, ".")
    none, handed_out = exercises(assignment, "handout/student")
    assert (best, none) == (100.0, 0.0)
    assert points == handed_out
    assert "errors" not in points
    assert (points["module"], points["leaky"]) == (8.0, 4.0)
    student = assignment / "handout" / "student"
    cells = json.loads((student / "assignment.ipynb").read_text("utf-8"))["cells"]
    assert [cell["id"] for cell in cells if cell["id"].startswith("check-")] == [f"check-{key}" for key in points]
    assert 'raise NotImplementedError("LeakyRelu.forward")' in (student / "framework/leaky.py").read_text("utf-8")
    public = (student / "checks/assignment/suites/test_leaky.py").read_text("utf-8")
    assert "def test_forward" in public
    assert "test_backward" not in public
    assert not (student / "checks/assignment/suites/test_errors.py").exists()


def test_the_tree_is_sound_and_the_mistake_is_caught(assignment):
    done = python(
        "-m",
        "pytest",
        "-q",
        "-n",
        "0",
        "tests/framework/test_leaky.py",
        "tests/test_tree.py",
        "-k",
        "not has_its_tests or framework",
        cwd=assignment,
    )
    assert done.returncode == 0, done.stdout
    done = python("-m", "grader", "validate", "--only", "leaky/", cwd=assignment)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("handout/exercises.toml", "[leaky]", "[leeky]", "leeky"),
        ("handout/exercises.toml", "framework/leaky.py", "framework/leeky.py", "framework/leeky.py"),
        ("handout/exercises.toml", '["LeakyRelu"]', '["LeekyRelu"]', "LeekyRelu"),
        ("handout/exercises.toml", "[leaky]", "[leaky", "exercises.toml"),
        ("framework/leaky.py", "def forward(", "def forward((", "framework/leaky.py"),
        (
            "grader/assignment/suites/test_leaky.py",
            "def test_backward(",
            "def test_backward((",
            "grader/assignment/suites/test_leaky.py",
        ),
        ("grader/assignment/rubric.toml", 'title = "A leaky ReLU"', "", "title"),
        ("grader/assignment/suites/test_leaky.py", "def test_forward", "def test_foreward", "test_forward"),
    ],
)
def test_what_does_not_fit_is_a_sentence(assignment, file, old, new, says):
    text = (assignment / file).read_text("utf-8")
    (assignment / file).write_text(text.replace(old, new), "utf-8")
    done = python("-m", "handout", "build", cwd=assignment)
    (assignment / file).write_text(text, "utf-8")
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr
