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

ROOT = Path(__file__).parents[3]
GOOD, BAD = {"framework/__init__.py": "x = 1\n"}, {"framework/__init__.py": "import torch.nn\n", "test.py": "y = 2\n"}


@pytest.fixture
def alone(tmp_path):
    """A folder with a package `grader` that holds the screen and nothing else."""
    folder = tmp_path / "alone"
    shutil.copytree(ROOT / "grader/screen", folder / "grader/screen", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "grader/__init__.py").write_text("")
    (folder / "grader/assignment").mkdir()
    shutil.copy(ROOT / "grader/assignment/rule.toml", folder / "grader/assignment")
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


def check(*arguments, cwd=ROOT, package="grader"):
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    command = [
        sys.executable,
        "-S",
        "-m",
        f"{package}.screen",
        *map(str, arguments),
    ]  # without site-packages: no torch, no msgspec
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, env=environment)


@pytest.mark.parametrize("kind", ["", ".zip", ".tar.gz"])
def test_a_submission_is_read_as_it_is_handed_in(kind, tmp_path):
    run = check(packed(kind, BAD, tmp_path, below="mine/" if kind else ""))
    assert run.returncode == 1, run.stderr
    assert run.stdout.startswith("framework/__init__.py:1: import torch.nn\n")
    assert run.stdout.endswith("2 files, 1 violation, no remarks.\n")


@pytest.mark.parametrize("kind", ["", ".zip"])
def test_a_copy_that_comes_alone_needs_the_standard_library_only(kind, alone, tmp_path):
    assert check(packed(kind, GOOD, tmp_path), cwd=alone).returncode == 0
    assert check(packed(kind, BAD, tmp_path), cwd=alone).returncode == 1


def test_a_copy_may_have_another_name(alone, tmp_path):
    (alone / "grader").rename(alone / "checks")
    run = check(packed("", BAD, tmp_path), cwd=alone, package="checks")
    assert (run.returncode, run.stderr) == (1, "")


def test_the_same_files_give_the_same_packed_or_not_alone_or_not(alone, tmp_path):
    files = BAD | {"helpers.py": "import torch.optim\n", "framework/side.py": "import torch.nn\n", "conftest.py": "0\n",
                   "framework/.ipynb_checkpoints/a.py": "import torch.nn\n", "test.py": "import helpers\n"}  # fmt: skip
    folder, archive = packed("", files, tmp_path / "folder"), packed(".zip", files, tmp_path)
    assert check(folder, cwd=alone).stdout == check(archive, cwd=alone).stdout
    assert "helpers.py:1: import torch.optim" in check(folder, cwd=alone).stdout
    assert check(folder).stdout == check(archive).stdout


def test_a_remark_fails_nobody(tmp_path):
    run = check(packed("", {"framework/__init__.py": "import numpy\n"}, tmp_path))
    assert run.returncode == 0
    assert run.stdout.endswith("1 file, no violations, 1 remark.\n")


def test_a_class_gets_a_table(tmp_path):
    for name, files in {"anna": GOOD, "bert": BAD}.items():
        packed("", files, tmp_path / name)
    packed(".zip", BAD, tmp_path)
    run = check("--class", tmp_path)
    assert run.returncode == 0
    assert [line.split()[:3] for line in run.stdout.splitlines()[1:]] == [
        ["anna", "0", "0"], ["bert", "1", "0"], ["submission.zip", "1", "0"], ["all", "3", "2"],
    ]  # fmt: skip
    assert check("--class", tmp_path / "anna/framework").returncode == 2


@pytest.mark.parametrize(("argument", "status"), [("--help", 0), ("--what", 2)])
def test_help_and_wrong_usage(argument, status):
    run = check(argument)
    assert (run.returncode, run.stdout.startswith("What the one rule says")) == (status, True)


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
