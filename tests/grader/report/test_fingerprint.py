"""A change that can change a score changes the fingerprint; one that cannot leaves it alone."""

import shutil
from pathlib import Path

import msgspec
import pytest

from grader import settings
from grader.report import fingerprint
from grader.scoring.late_rule import Late
from tests.commands import ROOT


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    for part in ("grader", "reference"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def of(folder: Path) -> str:
    return fingerprint.of_sources(folder)


def test_a_copy_of_the_grader_is_the_same_grader(copy: Path) -> None:
    assert of(copy) == fingerprint.sources()


@pytest.mark.parametrize(
    ("file", "judges"),
    [
        ("grader/assignment/suites/test_linear.py", True),
        ("grader/scoring/scorecard.py", True),
        ("grader/worker/walls.py", True),
        ("grader/assignment/rule.toml", True),
        ("reference/oracle.py", True),
        ("reference/compare.py", False),
        ("grader/student/local.py", False),
        ("grader/assignment/rubric.toml", False),
        ("grader/report/terminal.py", False),
        ("grader/batch/progress.py", False),
        ("grader/checkup/doctor.py", False),
        ("grader/assignment/mutants/linear.toml", False),
        ("grader/assignment/assignment.toml", True),
        ("grader/settings.py", True),
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
    rubric = settings.read().rubric
    assert fingerprint.of_rubric(msgspec.structs.replace(rubric, late=Late())) == fingerprint.rubric()
    assert fingerprint.of_rubric(msgspec.structs.replace(rubric, cap=21.0)) != fingerprint.rubric()
