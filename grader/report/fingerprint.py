"""Which grader gave a score: a hash of everything that can change one.

`sources` covers what a grading consists of, torch and Python; `of_runs` what of the rubric decides about outcomes, and
`of_rubric` all of it without the late rule, which changes no raw score. A class is graded again where one of the
first two differs from what `scores.json` says; where only the last does, outcomes are added up again.
"""

import hashlib
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path

import msgspec

from grader import settings
from grader.report.sources import ASSIGNMENT, ROOT, grading
from grader.scoring.rubric import Rubric

RUBRIC = f"{ASSIGNMENT}/rubric.toml"  # hashed by what it says


def sources() -> str:
    """That of the grader which runs, and of the assignment that was chosen."""
    return _sources(settings.chosen())


@cache
def _sources(folder: Path) -> str:
    return of_sources(ROOT, folder)


def of_sources(root: Path, folder: Path | None = None) -> str:
    """Sixteen hex digits, of a grader's files below `root`, of an assignment's, and of what they run on."""
    name, number = library(folder)
    digest = hashlib.sha256(f"{name} {number} python {sys.version_info[:2]}".encode())
    for name, path in sorted(grading(root, folder).items()):
        if name != RUBRIC:
            digest.update(f"{name}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def library(folder: Path | None = None) -> tuple[str, str]:
    """Whose arrays the assignment computes with, and its version; it need not be imported for that."""
    name = _of_disk(folder or settings.chosen())[2]
    return name, version(name)


def runs() -> str:
    """That of what runs by the rubric on disk."""
    return _of_disk(settings.chosen())[0]


@cache
def _of_disk(folder: Path) -> tuple[str, str, str]:
    found = settings.read(folder)
    return of_runs(found.rubric), of_rubric(found.rubric), found.settings.arrays


def of_runs(rubric: Rubric) -> str:
    """Sixteen hex digits, of the tests in their order, what each needs and watches, and their time."""
    tests = [(key, name, test.needs, test.watched) for key, name, test in rubric.rows()]
    times = [(key, exercise.extra_seconds) for key, exercise in rubric.exercises.items()]
    return hashlib.sha256(msgspec.json.encode((tests, times))).hexdigest()[:16]


def rubric() -> str:
    """That of the rubric on disk."""
    return _of_disk(settings.chosen())[1]


def of_rubric(rubric: Rubric) -> str:
    """Sixteen hex digits; a comment or a space in the file changes none."""
    plain = msgspec.json.encode(msgspec.structs.replace(rubric, late=None))
    return hashlib.sha256(plain).hexdigest()[:16]
