"""A change that can change a score changes the fingerprint; one that cannot leaves it alone."""

import shutil
from pathlib import Path

import msgspec
import pytest

from grader import fingerprint
from grader import rubric as rubrics
from grader.late import Late
from tests.commands import ROOT


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    for part in ("grader", "reference"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def of(folder: Path) -> str:
    return fingerprint.of_sources(folder / "grader", folder / "reference")


def test_a_copy_of_the_grader_is_the_same_grader(copy: Path) -> None:
    assert of(copy) == fingerprint.sources()


@pytest.mark.parametrize(
    ("file", "judges"),
    [
        ("grader/suites/test_linear.py", True),
        ("grader/scoring.py", True),
        ("grader/worker/walls.py", True),
        ("grader/assignment/rule.toml", True),
        ("reference/oracle.py", True),
        ("grader/rubric.toml", False),
        ("grader/report/table.py", False),
        ("grader/batch/watch.py", False),
        ("grader/__main__.py", False),
    ],
)
def test_which_files_judge(file: str, judges: bool, copy: Path) -> None:
    path, before = copy / file, of(copy)
    text = path.read_bytes()
    path.write_bytes(text + b"\n")
    assert (of(copy) != before) == judges
    path.write_bytes(text)
    assert of(copy) == before


def test_the_rubric_without_its_late_rule() -> None:
    rubric = rubrics.read()
    assert fingerprint.of_rubric(msgspec.structs.replace(rubric, late=Late())) == fingerprint.rubric()
    assert fingerprint.of_rubric(msgspec.structs.replace(rubric, cap=21.0)) != fingerprint.rubric()
