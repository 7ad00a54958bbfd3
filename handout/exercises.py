"""The list of exercises, read once and checked against the rubric, and where an assignment keeps what it is made of.

assignment.toml                →  Home
exercises.toml + rubric.toml  →  Exercise, in lesson order
"""

import os
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parent
OURS = Path("grader/assignment")  # the assignment that comes with the grader, from the repository's root
PLACES = {"solution": "solution", "handout": "handout"}  # from an assignment's folder, unless it says otherwise


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


@dataclass(frozen=True)
class Home:
    """A repository that builds handouts, and the folder of the assignment that it builds one of."""

    root: Path = ROOT
    folder: Path = ROOT / OURS

    @cached_property
    def settings(self) -> dict[str, Any]:
        """The assignment's settings as plain data."""
        return table(self.folder / "assignment.toml")

    @cached_property
    def rubric(self) -> dict[str, Any]:
        """The grader's rubric as plain data."""
        return table(self.folder / "rubric.toml")

    @property
    def package(self) -> str:
        """What students write: a package."""
        return str(self.settings["package"])

    @property
    def arrays(self) -> str:
        """The library whose arrays it computes with."""
        return str(self.settings.get("arrays", "torch"))

    @property
    def solution(self) -> Path:
        """The folder that holds the package and the script."""
        return self._place("solution")

    @property
    def handout(self) -> Path:
        """The folder of the exercises' list, the lessons, and what is written for students alone."""
        return self._place("handout")

    @property
    def student(self) -> Path:
        """What is built."""
        return self.handout / "student"

    @property
    def handed_out(self) -> Path:
        """What the grader knows of it."""
        return self.folder / "handed_out.json"

    def _place(self, name: str) -> Path:
        said = self.settings.get("places", {}).get(name, PLACES[name])
        return Path(os.path.normpath(self.folder / said))


def of(root: Path) -> Home:
    """The assignment that comes with the grader of another repository."""
    return Home(root, root / OURS)


def table(path: Path) -> dict[str, Any]:
    """A TOML file; a fault in it is the author's."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise BadList(f"{path.name}: {error}") from error


def exercises(home: Home) -> list[Exercise]:
    """The exercises in lesson order; raises `BadList` where list, rubric and solution do not fit together."""
    listed = table(home.handout / "exercises.toml")
    graded = home.rubric["exercises"]
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
            if not (home.solution / file).is_file():
                raise BadList(f"{exercise.id}: expected a file of the solution, got {file}")
    return found
