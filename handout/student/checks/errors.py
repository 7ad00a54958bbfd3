"""Everything that can go wrong while grading, and whose fault it is.

    Exception
    └── GraderError
        ├── NotGradable (ValueError)      the submission cannot be graded: a sentence for the student
        ├── BadAssignment (ValueError)    the assignment contradicts itself: its author's fault, never a student's
        ├── Unreadable (OSError)          the path given on the command line cannot be read
        ├── WallMissing (RuntimeError)    this machine cannot hold a worker in: an instructor decides
        └── StudentError                  the student's code raised; is also the builtin that it raised
            └── MissingName (AttributeError)   the package exports no such name
    BaseException
    └── WorkerFailure                     no answer: the worker is gone
        ├── WorkerCrashed                 it died; the cause in words
        │   └── Forbidden                 it died by calling what the rule forbids
        │       ├── EngineCalled              the differentiation engine
        │       └── ReadyMadeCalled           a ready-made layer, loss or optimizer
        ├── WorkerTimeout                 it was killed at a limit of time
        └── BadAnswer                     what it sent is no answer

A `WorkerFailure` is no `Exception`, so that no `pytest.raises(Exception)` in a suite takes a dead worker
for the error that it waits for.
"""

import builtins
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


class GraderError(Exception):
    """Whatever the grader itself says; `status` is that of a command that it ends, with its text as a sentence."""

    status: ClassVar[int | None] = None


class NotGradable(GraderError, ValueError):
    """The submission cannot be graded; the text is for the student."""

    status = 2


class BadAssignment(GraderError, ValueError):
    """The assignment's settings, rubric or suites do not fit together; the text is for its author."""

    status = 2


class Unreadable(GraderError, OSError):
    """The path on the command line cannot be read."""

    status = 2


class WallMissing(GraderError, RuntimeError):
    """A worker here would not be held in, and nobody said `unsafe`."""

    status = 3


@dataclass(frozen=True, slots=True)
class Fault:
    """An exception on the student's side, as plain data."""

    type_name: str
    builtins: tuple[str, ...]  # the builtin classes in its method resolution order, nearest first
    text: str
    where: str = ""  # "framework/linear.py:31", the innermost line of the submission
    missing: bool = False  # the package has no such name
    imports: tuple[str, ...] = ()  # what could not be imported for it, innermost first: "framework/linear.py:31"


class StudentError(GraderError):
    """The student's code raised: `type_name`, `text`, and `where` in the submission."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.type_name, self.text, self.where = fault.type_name, fault.text, fault.where
        self.imports = fault.imports

    def __str__(self) -> str:
        place = f" ({self.where})" if self.where else ""
        return f"{self.type_name}: {self.text}{place}"


class MissingName(StudentError, AttributeError):
    """The package exports no such name; `name` is what a suite asked for, where it asked for that alone."""

    name = ""


class WorkerFailure(BaseException):
    """The worker gave no answer, and is gone; `cause` says why, in words."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class WorkerCrashed(WorkerFailure):
    """The worker died: a signal, an exit, a limit of memory or output."""


class Forbidden(WorkerCrashed):
    """The worker died because it called what is out of order there: a violation of `rule`, in words."""

    rule: ClassVar[str]
    words: ClassVar[str]


class EngineCalled(Forbidden):
    """The worker died because it called the differentiation engine."""

    rule, words = "engine-called", "called the differentiation engine, which is out of order here"


class ReadyMadeCalled(Forbidden):
    """The worker died because it called a ready-made layer, loss or optimizer."""

    rule, words = "ready-made-called", "called a ready-made layer, loss or optimizer, which is out of order here"


class WorkerTimeout(WorkerFailure):
    """The worker was killed at a limit of wall or CPU time."""


class BadAnswer(WorkerFailure):
    """The worker sent something that is no answer."""


def student_error(fault: Fault) -> StudentError:
    """The exception that a suite sees: a `StudentError` that is the student's builtin class as well."""
    if fault.missing:
        return MissingName(fault)
    for bases in (_outermost(fault.builtins), _outermost(fault.builtins)[:1]):
        try:
            kind = type(_identifier(fault.type_name), (StudentError, *bases), {})
            return kind(fault)  # type: ignore[no-any-return]
        except TypeError:  # two builtins whose instances are laid out differently: the nearest alone
            continue
    return StudentError(fault)


def _outermost(names: Sequence[str]) -> tuple[type[Exception], ...]:
    """The builtin classes of those names, without those that a nearer one derives from already."""
    kept: list[type[Exception]] = []
    for name in names:
        kind = getattr(builtins, name, None)
        if not (isinstance(kind, type) and issubclass(kind, Exception)) or issubclass(kind, ExceptionGroup):
            continue
        if kind is not Exception and not any(issubclass(nearer, kind) for nearer in kept):
            kept.append(kind)
    return tuple(kept)


def _identifier(name: str) -> str:
    """A class name that tracebacks can print."""
    return name if name.isidentifier() else "StudentError"
