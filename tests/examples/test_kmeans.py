"""k-means in numpy: graded by the same engine from a folder of its own, and torch is imported nowhere."""

import json
import shutil
import subprocess
import sys
import zipfile

import pytest

from grader import settings
from grader.checkup.folder import faults
from grader.grade import grade
from grader.sandbox.zygote import Zygote
from tests.commands import ROOT, python

FOLDER = ROOT / "examples" / "kmeans"
WITHOUT_TORCH = """
import sys
sys.modules["torch"] = None  # importing it raises
sys.argv = ["grader", *sys.argv[1:]]
from grader.__main__ import app
app()
"""
HOSTILE = """
from kmeans.lloyd import *
import numpy as np
class Sneaky(np.ndarray):
    def __reduce__(self):
        return (print, ("gotcha",))
def squared_distances(x, centers):
    return np.array([[object()]])
def assign(x, centers):
    return np.zeros(3).view(Sneaky)
"""


@pytest.fixture(scope="module")
def assignment():
    return settings.read(FOLDER)


@pytest.fixture(scope="module")
def zygote(assignment):
    with Zygote(kit=assignment.kit) as one:
        yield one


@pytest.mark.parametrize("place", ["solution", "right/loops", "right/matmul"])
def test_what_is_right_has_full_marks(place, assignment, zygote):
    for seed in (1, 2):
        assert grade(FOLDER / place, assignment, seed=seed, zygote=zygote).scorecard.score == 20.0


def test_the_untouched_package_has_none(tmp_path, assignment, zygote):
    for name, code in {**assignment.handed_out.given, **assignment.handed_out.stubs}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(code)
    result = grade(tmp_path, assignment, seed=1, zygote=zygote)
    assert (result.status, result.scorecard.score) == ("graded", 0.0)


def test_arrays_of_objects_and_of_classes_of_ones_own_cost_what_they_answer(tmp_path, assignment, zygote):
    shutil.copytree(FOLDER / "solution", tmp_path / "it")
    (tmp_path / "it" / "kmeans" / "__init__.py").write_text(HOSTILE)
    (tmp_path / "it" / "kmeans" / "distances.py").write_bytes((FOLDER / "solution/kmeans/distances.py").read_bytes())
    card = grade(tmp_path / "it", assignment, seed=1, zygote=zygote).scorecard
    outcomes = {test.name: test for exercise in card.exercises for test in exercise.tests}
    assert outcomes["test_distances"].outcome in {"failed", "crashed"}
    assert "cannot be sent" in outcomes["test_distances"].message
    assert outcomes["test_assign"].message == "assign: expected shape (50,), got (3,)"


def test_the_command_grades_without_torch(tmp_path):
    arguments = ["grade", str(FOLDER / "solution"), "--assignment", str(FOLDER), "--out", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_TORCH, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    score = json.loads((tmp_path / "scores.json").read_text())
    assert (score["score"], score["assignment"], score["environment"]["torch"]) == (20.0, "k-means", "not used")


def test_what_is_measured_of_torch_alone_is_a_sentence():
    done = python("-m", "grader", "steadiness", "--assignment", str(FOLDER))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "this assignment computes with numpy" in done.stderr


def test_nothing_is_missing_in_the_folder(assignment, monkeypatch):
    monkeypatch.setenv(settings.CHOSEN, str(FOLDER))
    assert list(faults(assignment)) == []


def test_its_handout_runs_without_torch_and_speaks_of_nothing_that_is_not_its_own(tmp_path):
    place = tmp_path / "handout"
    assert python("-m", "handout", "build", "--assignment", str(FOLDER), "--out", str(place)).returncode == 0
    for words in ("disk", "framework", "autograd", "torch"):
        told = [place / name for name in ("README.md", "assignment.ipynb", "check.py")]
        assert [path.name for path in told if words in path.read_text("utf-8")] == [], words
    assert not list(place.rglob("rule.toml"))
    shutil.copytree(FOLDER / "solution" / "kmeans", place / "kmeans", dirs_exist_ok=True)
    alone = "import sys; sys.modules['torch'] = None; sys.argv = ['check.py']; import check; sys.exit(check.main())"
    done = subprocess.run([sys.executable, "-c", alone], cwd=place, capture_output=True, text=True, check=False)
    assert "Every public test passes." in done.stdout, done.stdout + done.stderr


def test_a_packed_grader_holds_it_and_not_ours(tmp_path):
    out = tmp_path / "autograder.zip"
    assert python("-m", "grader", "pack", "gradescope", "--assignment", str(FOLDER), "--out", str(out)).returncode == 0
    with zipfile.ZipFile(out) as archive:
        names = set(archive.namelist())
        assert b"k-means" in archive.read("grader/assignment/rubric.toml")
        pinned = archive.read("requirements.txt").decode()
    assert "numpy==" in pinned
    assert "torch==" not in pinned
    starts = "import sys; sys.modules['torch'] = None; import grader.pack.gradescope_run, grader.pack.classroom"
    assert python("-c", starts).returncode == 0
    assert "grader/assignment/suites/test_assign.py" in names
    stays = ("disks", "mutants", "solution", "right/")
    assert not [name for name in names if any(word in name for word in stays)]
