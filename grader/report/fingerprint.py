"""Which grader gave a score: a hash of everything that can change one.

`sources` covers what a grading consists of, torch and Python; `of_runs` what of the rubric decides about outcomes, and
`of_rubric` all of it without the late rule, which changes no raw score. A class is graded again where one of the
first two differs from what `scores.json` says; where only the last does, outcomes are added up again.
"""

import hashlib
import sys
from functools import cache
from pathlib import Path

import msgspec
import torch

from grader import settings
from grader.report.sources import ROOT, grading
from grader.scoring.rubric import Rubric

RUBRIC = "grader/assignment/rubric.toml"  # hashed by what it says


@cache
def sources() -> str:
    """That of the grader which runs."""
    return of_sources(ROOT)


def of_sources(root: Path) -> str:
    """Sixteen hex digits, of a grader's files below `root` and of what they run on."""
    digest = hashlib.sha256(f"torch {torch.__version__} python {sys.version_info[:2]}".encode())
    for path in sorted(grading(root)):
        name = path.relative_to(root).as_posix()
        if name != RUBRIC:
            digest.update(f"{name}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


@cache
def runs() -> str:
    """That of what runs by the rubric on disk."""
    return of_runs(settings.read().rubric)


def of_runs(rubric: Rubric) -> str:
    """Sixteen hex digits, of the tests in their order, what each needs and watches, and their time."""
    tests = [(key, name, test.needs, test.watched) for key, name, test in rubric.rows()]
    times = [(key, exercise.extra_seconds) for key, exercise in rubric.exercises.items()]
    return hashlib.sha256(msgspec.json.encode((tests, times))).hexdigest()[:16]


@cache
def rubric() -> str:
    """That of the rubric on disk."""
    return of_rubric(settings.read().rubric)


def of_rubric(rubric: Rubric) -> str:
    """Sixteen hex digits; a comment or a space in the file changes none."""
    plain = msgspec.json.encode(msgspec.structs.replace(rubric, late=None))
    return hashlib.sha256(plain).hexdigest()[:16]
