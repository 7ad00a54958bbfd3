"""`python -m grader.screen` reads what is handed in, and so does a copy of it that comes alone."""

import io
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GOOD, BAD = {"framework/__init__.py": "x = 1\n"}, {"framework/__init__.py": "import torch.nn\n", "test.py": "y = 2\n"}


@pytest.fixture
def alone(tmp_path):
    """A folder with a package `grader` that holds the screen and nothing else."""
    folder = tmp_path / "alone"
    shutil.copytree(ROOT / "grader/screen", folder / "grader/screen", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "grader/__init__.py").write_text("")
    return folder


def packed(kind, files, path, below=""):
    target = path / f"submission{kind}"
    if kind == ".zip":
        with zipfile.ZipFile(target, "w") as archive:
            for name, text in files.items():
                archive.writestr(below + name, text)
    elif kind == ".tar.gz":
        with tarfile.open(target, "w:gz") as archive:
            for name, text in files.items():
                member = tarfile.TarInfo(below + name)
                member.size = len(text)
                archive.addfile(member, io.BytesIO(text.encode()))
    else:
        for name, text in files.items():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (target / name).write_text(text)
    return target


def check(path, cwd=ROOT):
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    command = [sys.executable, "-S", "-m", "grader.screen", str(path)]  # without site-packages: no torch, no msgspec
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, env=environment)


@pytest.mark.parametrize("kind", ["", ".zip", ".tar.gz"])
def test_a_submission_is_read_as_it_is_handed_in(kind, tmp_path):
    run = check(packed(kind, BAD, tmp_path, below="mine/" if kind else ""))
    assert run.returncode == 1, run.stderr
    assert run.stdout.startswith("framework/__init__.py:1: import torch.nn\n")
    assert run.stdout.endswith("2 files checked, 1 finding.\n")


@pytest.mark.parametrize("kind", ["", ".zip"])
def test_a_copy_that_comes_alone_needs_the_standard_library_only(kind, alone, tmp_path):
    assert check(packed(kind, GOOD, tmp_path), cwd=alone).returncode == 0
    assert check(packed(kind, BAD, tmp_path), cwd=alone).returncode == 1


def test_one_file_will_do(tmp_path):
    file = tmp_path / "linear.py"
    file.write_text("import torch\n\nx = torch.zeros(3, requires_grad=True)\n")
    run = check(file)
    assert run.returncode == 1
    assert run.stdout.startswith("framework/linear.py:3: ")


@pytest.mark.parametrize("name", ["nothing", "broken.zip", "broken.tar.gz", "picture.png", "empty"])
@pytest.mark.parametrize("comes_alone", [False, True])
def test_what_cannot_be_read_gets_one_sentence_and_status_2(name, comes_alone, alone, tmp_path):
    if name == "empty":
        (tmp_path / name).mkdir()
    elif name != "nothing":
        (tmp_path / name).write_bytes(b"PK\x03\x04 no archive")
    run = check(tmp_path / name, cwd=alone if comes_alone else ROOT)
    assert run.returncode == 2
    assert run.stdout == ""
    assert len(run.stderr.splitlines()) == 1
    assert "Traceback" not in run.stderr


def test_a_file_that_python_cannot_read_is_named(tmp_path):
    run = check(packed("", {"framework/__init__.py": "def f(:\n"}, tmp_path))
    assert run.returncode == 1
    assert "framework/__init__.py:1: " in run.stdout
    assert "it was not checked" in run.stdout
