"""Grading many submissions: processes that each keep a warm zygote, and plain records that come back.

Every one is graded as a student's would be: screened, in a locked worker, by all suites.
"""

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing.util import Finalize
from typing import ClassVar

import msgspec
import torch

from grader import rubric as rubrics
from grader.expect import closest
from grader.grade import grade_submission
from grader.records import Submission
from grader.rubric import Rubric
from grader.zygote import Zygote


class Lost(msgspec.Struct, frozen=True):
    """A test that did not pass."""

    exercise: str
    test: str
    outcome: str
    points: float
    message: str
    hint: str


class Graded(msgspec.Struct, frozen=True):
    """What grading one submission gave."""

    name: str
    seed: int
    score: float
    lost: tuple[Lost, ...]
    violations: tuple[str, ...]
    seconds: float
    closest: tuple[float, str] = (0.0, "")  # the largest share of a tolerance that a passing comparison used


class Job(msgspec.Struct, frozen=True):
    """One submission under one seed; `threads` are those of the worker and of the suites."""

    submission: Submission
    seed: int
    threads: int = 1


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def grade_all(jobs: Sequence[Job], processes: int, *, unsafe: bool = False) -> Iterator[Graded]:
    """Grade them, in whichever order they end."""
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), _start, (unsafe,)) as pool:
        for future in as_completed([pool.submit(_grade, job) for job in jobs]):
            yield future.result()


class _Here:
    """What a process keeps from one submission to the next: the rubric, and a zygote for each number of threads."""

    rubric: ClassVar[Rubric]
    zygotes: ClassVar[dict[int, Zygote]] = {}
    unsafe: ClassVar[bool] = False


def _start(unsafe: bool) -> None:
    _Here.unsafe, _Here.rubric = unsafe, rubrics.read()


def _zygote(threads: int) -> Zygote:
    torch.set_num_threads(threads)
    if threads not in _Here.zygotes:
        zygote = _Here.zygotes[threads] = Zygote(threads=threads, unsafe=_Here.unsafe)
        Finalize(None, zygote.close, exitpriority=1)  # when the pool ends this process; atexit does not run in it
    return _Here.zygotes[threads]


def _grade(job: Job) -> Graded:
    closest.take()
    result = grade_submission(
        job.submission, _Here.rubric, seed=job.seed, unsafe=_Here.unsafe, zygote=_zygote(job.threads)
    )
    card = result.scorecard
    lost = tuple(
        Lost(exercise.id, test.name, test.outcome, test.max_score, test.message, test.hint)
        for exercise in card.exercises
        for test in exercise.tests
        if test.outcome != "passed"
    )
    broken = tuple(violation.message for violation in card.violations)
    return Graded(job.submission.id, job.seed, card.score, lost, broken, result.seconds, closest.take())
