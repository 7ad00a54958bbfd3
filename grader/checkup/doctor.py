"""Doctor: what this machine offers to hold student code in, found out by trying.

Each forbidden action is done in a real worker, locked in as for a submission; one that has an effect is a hole.
Then the solution must get full marks and the untouched handout none: a grader that fails there would fail students.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from grader import intake, settings
from grader.checkup.forbidden import SOURCE
from grader.errors import StudentError, WorkerFailure
from grader.grade import grade_submission
from grader.records import Isolation, Submission
from grader.sandbox.sandbox import Sandbox
from grader.sandbox.zygote import Zygote
from grader.settings import Assignment

TARGET = settings.DEFAULT / "rubric.toml"
TRACES = (
    "/tmp/forbidden-by-the-grader", "/tmp/forbidden-link", "/dev/shm/forbidden-by-the-grader",  # noqa: S108
    f"{TARGET}.forbidden",
)  # fmt: skip
"""Files that the actions would leave."""
CALLED = ("ctypes", "signal", "socket", "subprocess")  # what the actions import, whatever a submission may


@dataclass(frozen=True, slots=True)
class Attempt:
    """One forbidden action, and what it came to: `effect` is empty where it was held."""

    action: str
    effect: str
    answer: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Whether this machine can grade: its walls, forbidden actions tried, points of the solution and of the handout."""

    isolation: Isolation
    attempts: tuple[Attempt, ...]
    solution: float | None  # score of the solution; None where it was not asked for
    nothing: float  # score of the untouched handout

    @property
    def holes(self) -> tuple[Attempt, ...]:
        """Actions that had an effect."""
        return tuple(attempt for attempt in self.attempts if attempt.effect)

    def healthy(self, most: float) -> bool:
        """Whether nothing had an effect and the two scores are the right ones."""
        return not self.holes and self.isolation.safe and self.solution in (None, most) and self.nothing == 0.0


def examine(
    assignment: Assignment, solution: Submission | None, *, unsafe: bool, without: Sequence[str] = ()
) -> Diagnosis:
    """Try the actions and the two submissions; `without` leaves walls out, as on lesser machines."""
    with Zygote(unsafe=unsafe, without=without, preload=CALLED) as zygote:  # the actions call the kernel
        attempts = try_forbidden(zygote, assignment.settings.package)
        with Sandbox({}, assignment.settings.package, zygote=zygote) as sandbox:
            isolation = sandbox.isolation
        scores = [
            grade_submission(each, assignment, seed=1, zygote=zygote).scorecard.score if each else None
            for each in (solution, untouched(assignment))
        ]
    return Diagnosis(isolation, attempts, scores[0], scores[1] or 0.0)


def untouched(assignment: Assignment) -> Submission:
    """What students start from: their folder, or what is noted of it; an empty package where nothing is known."""
    place = assignment.handout / "student"
    if place.is_dir():
        return intake.read(place, assignment.layout)
    noted = assignment.handed_out
    files = {**noted.given, **noted.stubs} or {f"{assignment.settings.package}/__init__.py": b""}
    return Submission("untouched", "", files)


def try_forbidden(zygote: Zygote, package: str) -> tuple[Attempt, ...]:
    """Each action in a worker of its own."""
    _sweep()
    with Sandbox({f"{package}/__init__.py": SOURCE.encode()}, package, zygote=zygote) as sandbox:
        first = sandbox.student()
        names: list[str] = first.names()
        first.close()
        attempts = tuple(_try(sandbox, name) for name in names)
    left = [path for path in TRACES if Path(path).is_symlink() or Path(path).exists()]
    _sweep()
    return (*attempts, *(Attempt("leave a file", f"{path} is there", "") for path in left))


def _try(sandbox: Sandbox, name: str) -> Attempt:
    student = sandbox.student()
    try:
        said = str(student.attempt(name, str(TARGET)))
        return Attempt(name, said, said)
    except StudentError as error:
        return Attempt(name, "", str(error))
    except WorkerFailure as failure:
        return Attempt(name, "", f"the worker died: {failure.cause}")
    finally:
        student.close()


def _sweep() -> None:
    for path in TRACES:
        with suppress(FileNotFoundError):
            Path(path).unlink()
