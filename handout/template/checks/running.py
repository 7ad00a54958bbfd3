"""Inside of the runner: the package is imported, the public tests run on it, each outcome is told as it comes.

This module brings the library and pytest along; `runner` imports it once orders can be heard.
"""

import contextlib
import importlib
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

import msgspec

from checks import channel, settings
from checks.errors import WorkerTimeout
from checks.records import ScriptRun, Watch
from checks.scoring.outcomes import Journal, Outcome
from checks.settings import Assignment
from checks.student.local import Direct
from checks.student.proxy import Student
from checks.testing import session
from checks.work import PACKAGE

HOME = Path(__file__).parents[1]
Tell = Callable[..., None]
STOPPED = "stopped"
ARRAYS = settings.read().settings.arrays
LIBRARY: Any = importlib.import_module(ARRAYS)


class TooLong(WorkerTimeout):
    """Raised in the middle of a call that took too long."""

    def __init__(self) -> None:
        super().__init__(STOPPED)


class NoPackage(Exception):
    """The package cannot be imported; `told` says why and where."""

    def __init__(self, **told: str) -> None:
        super().__init__(told)
        self.told = told


class Scripts(Protocol):
    """What runs the script."""

    def run(self, name: str, arguments: Sequence[str]) -> tuple[int | None, str, str, float]:
        """Exit status, both outputs, seconds."""


class Local(Direct):
    """The package in this process; its script in one that ends with it."""

    def __init__(self, package: Any, scripts: Scripts) -> None:
        super().__init__(package, ARRAYS)
        self._scripts = scripts

    def script(self, name: str, arguments: Sequence[str], seconds: float | None, _: Watch | None = None) -> ScriptRun:  # noqa: ARG002
        """One run of the script; one that is stopped has no exit status."""
        status, stdout, stderr, took = self._scripts.run(name, arguments)
        return ScriptRun(status, stdout, stderr, took, "" if status is not None else STOPPED)


class Told(Journal):
    """Outcomes, told as they come."""

    def __init__(self, assignment: Assignment, tell: Tell) -> None:
        super().__init__(assignment.rubric)
        self._tell = tell

    def record(self, outcome: Outcome) -> None:
        """Keep it, and tell it."""
        super().record(outcome)
        self._tell(event="outcome", outcome=msgspec.to_builtins(outcome))


class Begins:
    """Hears which test begins; no derivative is judged here."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell

    def begin(self, exercise: str, name: str) -> None:
        """This test runs from here on."""
        self._tell(event="begin", exercise=exercise, name=name)

    def settle(self, exercise: str, passed: Sequence[str]) -> dict[str, str]:  # noqa: ARG002 (all stay as they are)
        """Nothing is taken back."""
        return {}


def without_compiler() -> None:
    """Spare two seconds: torch's optimizers, which suites compare with, import its compiler at their first step.

    All that they ask of it is to leave them alone.
    """
    compiler: Any = ModuleType("torch._dynamo")
    compiler.disable = lambda function=None, *_, **__: function
    compiler.graph_break = lambda *_, **__: None
    if ARRAYS == "torch" and "torch._dynamo" not in sys.modules:
        sys.modules["torch._dynamo"] = LIBRARY._dynamo = compiler  # noqa: SLF001 (a name of torch's own)


def run(asked: dict[str, Any], scripts: Scripts, tell: Tell) -> None:
    """Run what is asked for, but for what has an outcome already."""
    without_compiler()
    assignment = settings.read()
    if asked["only"]:
        assignment = alone(assignment, asked["only"])
    tell(event="begin", exercise="", name=f"import {PACKAGE}")
    package = imported()
    journal = Told(assignment, lambda **_: None)
    for outcome in asked["outcomes"]:
        journal.record(msgspec.convert(outcome, Outcome))
    journal._tell = tell  # noqa: SLF001 (those above are known)
    session.run(
        assignment, lambda _: Student(Local(package, scripts)), seed=asked["seed"], journal=journal, check=Begins(tell)
    )


def imported() -> Any:
    """The package; `NoPackage` where its import raises."""
    try:
        with contextlib.redirect_stdout(None):
            return importlib.import_module(PACKAGE)
    except BaseException as error:  # whatever a module does when it is imported
        places = [(frame.filename, frame.lineno or 0) for frame in traceback.extract_tb(error.__traceback__)]
        own = [f"{name}:{line}" for file, line in places if (name := channel.own_name(HOME, file))]
        said = "".join(traceback.format_exception_only(error)).strip().splitlines()[-1].partition(f" ({HOME}")[0]
        raise NoPackage(kind=type(error).__name__, text=said, place=own[-1] if own else "") from error


def alone(assignment: Assignment, key: str) -> Assignment:
    """The assignment with one exercise, whose tests wait for no other's."""
    rubric = assignment.rubric
    exercise = rubric.exercises[key]
    tests = {
        name: msgspec.structs.replace(test, needs=tuple(need for need in test.needs if "." not in need))
        for name, test in exercise.tests.items()
    }
    rubric = msgspec.structs.replace(rubric, exercises={key: msgspec.structs.replace(exercise, tests=tests)})
    return msgspec.structs.replace(assignment, rubric=rubric)
