"""What an instructor uploads: the same bytes each time, all that is needed, nothing of the solution."""

import hashlib
import zipfile

import pytest

from grader.pack import build
from tests.commands import python


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    return build.gradescope(tmp_path_factory.mktemp("pack") / "autograder.zip")


def test_the_command_gives_the_same_bytes_each_time(archive, tmp_path):
    again = tmp_path / "again.zip"
    done = python("-m", "grader", "pack", "gradescope", "--out", str(again))
    assert (done.returncode, done.stdout) == (0, f"{again}\n"), done.stderr
    assert hashlib.sha256(archive.read_bytes()).digest() == hashlib.sha256(again.read_bytes()).digest()


def test_what_is_in_it(archive):
    with zipfile.ZipFile(archive) as packed:
        names = set(packed.namelist())
        modes = {info.filename: info.external_attr >> 16 & 0o777 for info in packed.infolist()}
        pinned = packed.read("requirements.txt").decode().splitlines()[1:]
        assert len({line.partition("==")[0] for line in pinned}) == len(pinned)
    assert {
        "setup.sh",
        "run_autograder",
        "requirements.txt",
        "grader/assignment/suites/test_linear.py",
        "reference/twin.py",
    } <= names
    assert not [name for name in names if name.startswith(("framework", "handout", "tests", "test.py"))]
    assert modes["setup.sh"] == modes["run_autograder"] == 0o755
    assert all("==" in line for line in pinned)
    assert any(line.startswith("torch==") for line in pinned)
    assert not [line for line in pinned if line.startswith(("pytest-xdist", "jinja2", "typer", "jsonschema"))]


def test_grading_needs_nothing_that_was_left_out():
    names = "xdist sklearn jsonschema selenium distributed libcst tomli_w nbclient ipykernel"
    hidden = f"import sys; sys.modules.update(dict.fromkeys({names!r}.split()))"
    done = python("-c", f"{hidden}; import grader.pack.gradescope_run, grader.pack.classroom")
    assert done.returncode == 0, done.stderr
    pages = "import sys; sys.modules.update(jinja2=None, typer=None)"
    done = python("-c", f"{pages}; import grader.pack.gradescope_run")
    assert done.returncode == 0, done.stderr


def test_pip_looks_for_torch_where_it_is_told(tmp_path):
    path = build.gradescope(tmp_path / "a.zip", "https://example.org/cpu")
    with zipfile.ZipFile(path) as packed:
        assert "https://example.org/cpu" in packed.read("setup.sh").decode()


def test_two_folders_for_github(tmp_path):
    folder = build.github(tmp_path / "github")
    assert {path.name for path in folder.iterdir()} == {"assignment", "grader"}
    assert [path.name for path in (folder / "assignment").rglob("*") if path.is_file()] == ["classroom.yml"]
    assert (folder / "grader" / "requirements.txt").is_file()
    assert (folder / "grader" / "grader" / "pack" / "classroom.py").is_file()
    assert not (folder / "grader" / "framework").exists()
