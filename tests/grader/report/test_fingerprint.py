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


@pytest.mark.parametrize(
    ("change", "runs"),
    [
        ({"points": 7.0}, False),
        ({"title": "Other words"}, False),
        ({"visibility": "visible"}, False),
        ({"extra_seconds": 7.0}, True),
    ],
)
def test_what_of_an_exercise_decides_about_outcomes(change: dict[str, object], runs: bool) -> None:
    rubric = settings.read().rubric
    key, exercise = next(iter(rubric.exercises.items()))
    other = {**rubric.exercises, key: msgspec.structs.replace(exercise, **change)}
    found = msgspec.structs.replace(rubric, exercises=other)
    assert (fingerprint.of_runs(found) != fingerprint.runs()) == runs
    assert fingerprint.of_rubric(found) != fingerprint.rubric()


@pytest.mark.parametrize(
    ("change", "runs"),
    [
        ({"weight": 7.0}, False),
        ({"visibility": "visible"}, False),
        ({"needs": ("test_build",)}, True),
        ({"watched": ("Linear.dw",)}, True),
    ],
)
def test_what_of_a_test_decides_about_outcomes(change: dict[str, object], runs: bool) -> None:
    rubric = settings.read().rubric
    linear = rubric.exercises["linear"]
    tests = {**linear.tests, "test_forward": msgspec.structs.replace(linear.tests["test_forward"], **change)}
    other = {**rubric.exercises, "linear": msgspec.structs.replace(linear, tests=tests)}
    found = msgspec.structs.replace(rubric, exercises=other)
    assert (fingerprint.of_runs(found) != fingerprint.runs()) == runs
    assert fingerprint.of_rubric(found) != fingerprint.rubric()


def test_the_order_of_tests_decides_about_outcomes_and_the_cap_does_not() -> None:
    rubric = settings.read().rubric
    linear = rubric.exercises["linear"]
    turned = msgspec.structs.replace(linear, tests=dict(reversed(linear.tests.items())))
    turned = msgspec.structs.replace(rubric, exercises={**rubric.exercises, "linear": turned})
    assert fingerprint.of_runs(turned) != fingerprint.runs()
    assert fingerprint.of_runs(msgspec.structs.replace(rubric, cap=21.0, late=Late())) == fingerprint.runs()


def test_the_rubric_without_its_late_rule() -> None:
    rubric = settings.read().rubric
    assert fingerprint.of_rubric(msgspec.structs.replace(rubric, late=Late())) == fingerprint.rubric()
    assert fingerprint.of_rubric(msgspec.structs.replace(rubric, cap=21.0)) != fingerprint.rubric()
