"""Margins: how much of each limit a right solution uses that has to do with rounding.

Its comparisons against their tolerances, and its derivatives against what the watch takes for an approximation.
The suites run as in grading, but for the runs to a threshold and of test.py, which `steadiness` measures by stacks.

    Right solution + seed  →  Margin
"""

from collections.abc import Iterator, Sequence
from types import ModuleType

import msgspec
import torch

from grader import local, running
from grader import rubric as rubrics
from grader.approximation import MOST, Watch
from grader.batch.crew import Processes, answers
from grader.batch.order import warm
from grader.bench import SCRIPTS, full_marks
from grader.disks import SETTINGS
from grader.errors import GraderError
from grader.expect import closest
from grader.outcomes import Journal
from grader.probes import PROBES
from grader.records import Submission
from grader.sandbox import Sandbox
from grader.watch import Budget

LEARNING = (*SCRIPTS, "test_loss_falls", *(f"test_{name}" for name in SETTINGS))


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
    """All of them, in whichever order they end."""
    for answer in answers(Processes(processes, margin), map(msgspec.msgpack.encode, tasks)):
        yield msgspec.msgpack.decode(answer, type=Margin)


def margin(message: bytes) -> bytes:
    """One of them, in a process that stays warm."""
    task = msgspec.msgpack.decode(message, type=Task)
    rubric, name = rubrics.read(), task.submission.id
    journal = Journal(rubric)
    closest.take()
    with Sandbox(task.submission.files, seed=task.seed, zygote=warm().zygote(unsafe=task.unsafe)) as sandbox:
        purse = Budget()
        watch = Watch(lambda rough: sandbox.student(purse, rough=rough), PROBES, task.seed)
        running.run(
            rubric,
            lambda _: sandbox.student(Budget()),
            seed=task.seed,
            journal=journal,
            leave_out=LEARNING,
            watch=watch,
        )
        derivative, factor = max(watch.factors().items(), key=lambda pair: pair[1])
    if short := [outcome for outcome in journal if outcome.kind != "passed" and outcome.name not in LEARNING]:
        raise GraderError(f"{name} under seed {task.seed}: expected a right solution, got {short[0]}")
    share, comparison = closest.take()
    return msgspec.msgpack.encode(Margin(name, task.seed, share, comparison, factor / MOST, derivative))


def at_two_threads(package: ModuleType, seeds: Sequence[int]) -> list[float]:
    """The largest shares of a tolerance of a package imported here: a worker has one thread, always."""
    shares, rubric = [], rubrics.read()
    torch.set_num_threads(2)
    try:
        for seed in seeds:
            closest.take()
            full_marks(rubric, lambda _: local.student(package), LEARNING, seed)
            shares.append(closest.take()[0])
    finally:
        torch.set_num_threads(1)
    return shares
