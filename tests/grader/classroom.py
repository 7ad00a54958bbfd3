"""Small classes for the tests of batch and cluster: submissions made distinct, and commands on them."""

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.commands import ROOT
from tests.grader import corpus


def hand_in(folder: Path, name: str, kind: str = "stubs", mark: str | None = None) -> Path:
    """A copy of a submission of the corpus, distinct by a comment."""
    built = corpus.build(kind, folder.parent / f".{folder.name}-building")
    (built / "framework" / "zz_mark.py").write_text(f"# {name if mark is None else mark}\n")
    folder.mkdir(exist_ok=True)
    shutil.move(built, folder / name)
    return folder / name


def start(*arguments: object, start_new_session: bool = False) -> "subprocess.Popen[str]":
    """`python -m grader …` under way, warnings as errors."""
    environment = os.environ | {"PYTHONWARNINGS": "error", "COLUMNS": "200"}
    return subprocess.Popen(
        [sys.executable, "-m", "grader", *map(str, arguments)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=start_new_session,
    )


def grader(*arguments: object, status: int = 0) -> str:
    """Run it to its end; what it said on stderr."""
    process = start(*arguments)
    _, said = process.communicate(timeout=240)
    assert process.returncode == status, said
    assert "Traceback" not in said
    return said


def rows(results: Path, name: str = "grades.csv") -> list[dict[str, str]]:
    """A gradebook as a platform would read it."""
    with (results / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def times(results: Path) -> dict[str, int]:
    """When each score was written."""
    return {path.parent.name: path.stat().st_mtime_ns for path in results.glob("*/scores.json")}
