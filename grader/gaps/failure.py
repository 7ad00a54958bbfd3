"""An import that failed, in a worker or in a run of the script: what was raised, and which files it ended.

StudentError · the traceback that a script printed  →  Failure
"""

import re
from collections.abc import Container
from dataclasses import dataclass

from grader.errors import StudentError
from grader.records import ScriptRun

BEGIN = "Traceback (most recent call last):\n"
FRAME = re.compile(r'^  File "([^"\n]+)", line (\d+)(?:, in (.*))?$', re.MULTILINE)
RAISED = re.compile(r"^(\w[\w.]*)(?:: (.*))?$", re.MULTILINE)
NO_MODULE = re.compile(r"No module named '([\w.]+)'")
NO_NAME = re.compile(r"cannot import name '(\w+)' from '([\w.]+)'")


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Failure:
    """What an import raised; `places` are the files that it ended, innermost first, each where it got to."""

    kind: str
    text: str
    places: tuple[Place, ...]

    @property
    def words(self) -> str:
        """The exception as Python prints it, without the place that a syntax error repeats."""
        text = re.sub(r" \([^()]*, line \d+\)$", "", self.text)
        return f"{self.kind}: {text}" if text else self.kind

    @property
    def no_module(self) -> str:
        """The module that was not found, or nothing."""
        found = NO_MODULE.match(self.text)
        return found[1] if found else ""

    @property
    def no_name(self) -> tuple[str, str] | None:
        """The name that a module lacks, and the module; nothing where two import each other in a circle."""
        found = NO_NAME.match(self.text)
        return (found[1], found[2]) if found else None


def of_import(error: StudentError) -> Failure:
    """What a worker told of the import of the package."""
    return Failure(error.type_name, error.text, tuple(filter(None, map(_place, error.imports))))


def of_script(run: ScriptRun, files: Container[str]) -> Failure | None:
    """What a script printed before it ended, if that was in the midst of importing these files."""
    _, begun, last = run.stderr.rpartition(BEGIN)
    frames = list(FRAME.finditer(last))
    if run.status in (0, None) or not begun or not frames:
        return None
    # A syntax error has no frame of its own: its place comes last, and is in nothing.
    inside = [each for each in frames if each[3] in ("<module>", None) and each[1] in files]
    raised = RAISED.search(last, frames[-1].end())
    places = tuple(Place(each[1], int(each[2])) for each in reversed(inside))
    failure = Failure(raised[1], raised[2] or "", places) if raised else None
    return failure if failure and (places or failure.no_module or failure.no_name) else None


def _place(text: str) -> Place | None:
    """`framework/linear.py:31`."""
    file, _, line = text.rpartition(":")
    return Place(file, int(line)) if file and line.isdecimal() and len(line) < 10 else None
