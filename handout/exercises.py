"""The list of exercises, read once and checked against the rubric.

exercises.toml + rubric.toml  →  Exercise, in lesson order
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parent


class BadList(ValueError):
    """The list of exercises contradicts the rubric or the solution: a fault of the assignment's author."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """What one lesson teaches and one suite checks."""

    id: str
    title: str
    points: float
    files: tuple[str, ...]
    write: frozenset[str]  # becomes a stub
    keep: frozenset[str]  # is handed out whole
    says: tuple[tuple[str, str], ...]  # of its docstrings: the solution's words, and the stub's in their place


def rubric(root: Path = ROOT) -> dict[str, Any]:
    """The grader's rubric as plain data."""
    return table(root / "grader" / "assignment" / "rubric.toml")


def table(path: Path) -> dict[str, Any]:
    """A TOML file; a fault in it is the author's."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise BadList(f"{path.name}: {error}") from error


def exercises(root: Path = ROOT) -> list[Exercise]:
    """The exercises in lesson order; raises `BadList` where list, rubric and solution do not fit together."""
    listed = table(root / "handout" / "exercises.toml")
    graded = rubric(root)["exercises"]
    if odd := listed.keys() ^ graded.keys():
        raise BadList(f"exercises.toml and rubric.toml: expected the same exercises, differing: {sorted(odd)}")
    found = [
        Exercise(
            key,
            graded[key]["title"],
            graded[key]["points"],
            tuple(entry.get("files", ())),
            frozenset(entry.get("write", ())),
            frozenset(entry.get("keep", ())),
            tuple((old, new) for old, new in entry.get("says", ())),
        )
        for key, entry in listed.items()
    ]
    for exercise in found:
        for file in exercise.files:
            if not (root / file).is_file():
                raise BadList(f"{exercise.id}: expected a file of the solution, got {file}")
    return found
