"""Which grader gave a score: a hash of everything that can change one.

`sources` covers the grader, its oracle, torch and Python; `of_rubric` the points and needs, without the late rule,
which changes no raw score. A class is graded again where either differs from what `scores.json` says.
"""

import hashlib
import sys
from functools import cache
from pathlib import Path

import msgspec
import torch

from grader import settings
from grader.scoring.rubric import Rubric

HERE = Path(__file__).parents[1]
KINDS = (".py", ".toml", ".ini")
NO_JUDGES = ("__main__.py", "batch", "pack", "report", "checkup")  # they move scores about, or show them
APART = ("assignment/rubric.toml", "assignment/mutants/")  # hashed by what it says · never part of a grading


@cache
def sources() -> str:
    """That of the grader which runs."""
    return of_sources(HERE, HERE.parent / "reference")


def of_sources(*roots: Path) -> str:
    """Sixteen hex digits, of the files below `roots` and of what they run on."""
    digest = hashlib.sha256(f"torch {torch.__version__} python {sys.version_info[:2]}".encode())
    for root in roots:
        for path in sorted(root.rglob("*")):
            inside = path.relative_to(root).as_posix()
            if path.suffix in KINDS and inside.partition("/")[0] not in NO_JUDGES and not inside.startswith(APART):
                digest.update(f"{root.name}/{inside}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


@cache
def rubric() -> str:
    """That of the rubric on disk."""
    return of_rubric(settings.read().rubric)


def of_rubric(rubric: Rubric) -> str:
    """Sixteen hex digits; a comment or a space in the file changes none."""
    plain = msgspec.json.encode(msgspec.structs.replace(rubric, late=None))
    return hashlib.sha256(plain).hexdigest()[:16]
