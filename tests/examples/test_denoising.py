"""Denoising by convolutions: graded by the same engine from a folder of its own, with a rule, a script and images."""

import re
import shutil
import zipfile

import pytest

from grader import settings
from grader.checkup.folder import faults
from grader.grade import grade
from grader.sandbox.zygote import Zygote
from grader.screen.rule import read_rule, tables_of
from tests.commands import ROOT, python

FOLDER = ROOT / "examples" / "denoising"
HANDFUL = "/(conv_stride_lost_on_the_way_back|script_constant)$"
READY_MADE = """
import torch
from denoising.module import Module
class Conv2d(Module):
    def __init__(self, *sizes, stride=1, padding=0):
        self.w, self.b = torch.rand(5, 2, 3, 3), torch.rand(5)
    def forward(self, x):
        return torch.conv2d(x, self.w, self.b)
"""


@pytest.fixture(scope="module")
def assignment():
    return settings.read(FOLDER)


@pytest.fixture(scope="module")
def zygote(assignment):
    with Zygote(kit=assignment.kit) as one:
        yield one


def test_the_solution_has_full_marks_and_no_remark(assignment, zygote):
    result = grade(FOLDER / "solution", assignment, seed=1, zygote=zygote)
    assert (result.scorecard.score, result.scorecard.violations, result.scorecard.remarks) == (100.0, (), ())


def test_the_untouched_package_has_none(tmp_path, assignment, zygote):
    for name, code in {**assignment.handed_out.given, **assignment.handed_out.stubs}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(code)
    result = grade(tmp_path, assignment, seed=1, zygote=zygote)
    assert (result.status, result.scorecard.score) == ("graded", 0.0)


def test_a_ready_made_convolution_breaks_the_rule(tmp_path, assignment, zygote):
    shutil.copytree(FOLDER / "solution", tmp_path / "it")
    (tmp_path / "it" / "denoising" / "conv.py").write_text(READY_MADE)
    card = grade(tmp_path / "it", assignment, seed=1, zygote=zygote).scorecard
    assert card.score <= 20.0
    assert any("torch.conv2d" in each.message or each.rule == "ready-made" for each in card.violations)


def test_known_mistakes_are_caught_named_and_paid_for_once():
    done = python("-m", "grader", "validate", "--assignment", str(FOLDER), "--only", HANDFUL)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"all\W+2\W+2\W+2\W", done.stdout), done.stdout


def test_nothing_is_missing_in_the_folder(assignment, monkeypatch):
    monkeypatch.setenv(settings.CHOSEN, str(FOLDER))
    assert list(faults(assignment)) == []


def test_its_rule_is_what_holds_for_every_one_and_its_own_words(assignment):
    own, first = (tables_of(place / "rule.toml") for place in (FOLDER, settings.DEFAULT))
    for table in ("tensors", "torch", "below", "hiding", "tape"):
        assert own[table] == first[table], table
    assert "pathlib" in assignment.kit.library
    assert read_rule(FOLDER / "rule.toml").entry("torch.nn.Conv2d").say.startswith("Write your own `Conv2d`")


def test_its_handout_speaks_of_nothing_that_is_not_its_own(tmp_path):
    place = tmp_path / "handout"
    assert python("-m", "handout", "build", "--assignment", str(FOLDER), "--out", str(place)).returncode == 0
    for words in ("disk", "framework/", "`test.py`", "Relu", "CrossEntropy"):
        told = [place / name for name in ("README.md", "assignment.ipynb", "check.py", "checks/assignment/rule.toml")]
        assert [path.name for path in told if words in path.read_text("utf-8")] == [], words
    assert not [path.name for path in place.rglob("*.py") if path.stem in {"stand_ins", "strokes"}]
    shutil.copytree(FOLDER / "solution", place, dirs_exist_ok=True)
    done = python("check.py", "conv", cwd=place)
    assert "4 of 4" in done.stdout or done.stdout.count("✓") >= 4, done.stdout + done.stderr


def test_a_packed_grader_holds_it_and_what_its_script_reads(tmp_path):
    out = tmp_path / "autograder.zip"
    assert python("-m", "grader", "pack", "gradescope", "--assignment", str(FOLDER), "--out", str(out)).returncode == 0
    with zipfile.ZipFile(out) as archive:
        names, pinned = set(archive.namelist()), archive.read("requirements.txt").decode()
    assert "scikit-learn==" in pinned
    assert {f"grader/assignment/{name}.py" for name in ("carry", "mistakes", "stand_ins", "strokes")} <= names
    assert not [name for name in names if any(word in name for word in ("disks", "mutants", "solution", "right/"))]
