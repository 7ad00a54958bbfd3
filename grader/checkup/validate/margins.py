"""Margins: how much of each limit a right solution uses that has to do with rounding.

Its comparisons against their tolerances, and its derivatives against what the check takes for an approximation.
The suites run as in grading, but for the runs to a threshold and of test.py, which `steadiness` measures by stacks.

    Right solution + seed  →  Margin
"""

from collections.abc import Iterator, Sequence
from types import ModuleType

import msgspec

from grader import settings
from grader.batch.processes import Processes, answers
from grader.batch.task import warm
from grader.checkup.wall_cost import full_marks
from grader.errors import GraderError
from grader.grade import look_for_approximations
from grader.policy.approximation import MOST
from grader.records import Submission
from grader.sandbox.budget import Budget
from grader.sandbox.sandbox import Sandbox
from grader.scoring.outcomes import Journal
from grader.settings import Assignment
from grader.student import local
from grader.student.proxy import Student
from grader.testing import session
from grader.testing.expect import closest


def trainings(assignment: Assignment) -> ModuleType | None:
    """What the assignment knows of its runs to a threshold, if it has any."""
    there = (assignment.folder / "mutants" / "trainings.py").is_file()
    return assignment.module("mutants.trainings") if there else None


def learning(assignment: Assignment) -> tuple[str, ...]:
    """The tests that train to a threshold or run the script."""
    known = trainings(assignment)
    return (*assignment.script_tests, *(known.TO_A_THRESHOLD if known else ()))


class Task(msgspec.Struct, frozen=True):
    """One right solution under one seed."""

    submission: Submission
    seed: int
    unsafe: bool = False


class Margin(msgspec.Struct, frozen=True):
    """The largest shares of a limit that one run of the suites used, and where."""

    style: str
    seed: int
    rounding: float  # of the tolerance of a comparison
    comparison: str
    magnified: float  # of the magnification of errors that makes a derivative an approximation
    derivative: str


def margins(tasks: Sequence[Task], processes: int) -> Iterator[Margin]:
    """Run the suites for each task, in `processes` at once; margins come in whichever order tasks end."""
    for answer in answers(Processes(processes, margin), map(msgspec.msgpack.encode, tasks)):
        yield msgspec.msgpack.decode(answer, type=Margin)


def margin(message: bytes) -> bytes:
    """One of them, in a process that stays warm."""
    task = msgspec.msgpack.decode(message, type=Task)
    assignment, name = settings.read(), task.submission.id
    left_out = learning(assignment)
    closest.take()
    journal, factors = run_suites(task, assignment, left_out)
    derivative, factor = max(factors.items(), key=lambda pair: pair[1], default=("", 0.0))
    if short := [outcome for outcome in journal if outcome.kind != "passed" and outcome.name not in left_out]:
        raise GraderError(f"{name} under seed {task.seed}: expected a right solution, got {short[0]}")
    share, comparison = closest.take()
    return msgspec.msgpack.encode(Margin(name, task.seed, share, comparison, factor / MOST, derivative))


def run_suites(task: Task, assignment: Assignment, left_out: tuple[str, ...]) -> tuple[Journal, dict[str, float]]:
    """The outcomes of all suites but the tests in `left_out`, and how much each derivative magnified errors."""
    journal = Journal(assignment.rubric)
    with Sandbox(
        task.submission.files, assignment.settings.package, seed=task.seed, zygote=warm().zygote(unsafe=task.unsafe)
    ) as sandbox:
        check = look_for_approximations(sandbox, assignment, task.seed)
        session.run(
            assignment,
            lambda exercise: Student(check.listen(exercise, sandbox.connection(Budget()))),
            seed=task.seed,
            journal=journal,
            leave_out=left_out,
            check=check,
        )
        return journal, check.factors()


def at_two_threads(package: ModuleType, seeds: Sequence[int]) -> list[float]:
    """The largest shares of a tolerance of a package imported here: a worker has one thread, always."""
    import torch  # noqa: PLC0415 - not every command has to wait for it

    shares, assignment = [], settings.read()
    torch.set_num_threads(2)
    try:
        for seed in seeds:
            closest.take()
            full_marks(assignment, lambda _: local.student(package), learning(assignment), seed)
            shares.append(closest.take()[0])
    finally:
        torch.set_num_threads(1)
    return shares
