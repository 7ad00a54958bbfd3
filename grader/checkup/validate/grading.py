"""Grading the corpus: by the processes that grade a class, and plain records of what came of it.

Every one is graded as a student's would be: screened, in a locked worker, by all suites.
"""

from collections.abc import Iterator, Sequence

import msgspec

from grader.batch.processes import Processes, answers
from grader.batch.task import Answer, task
from grader.errors import GraderError, WallMissing
from grader.records import Submission


class Lost(msgspec.Struct, frozen=True):
    """A test that did not pass."""

    exercise: str
    test: str
    outcome: str
    points: float
    message: str
    hint: str
    visible: bool = False  # students run it, too


class Graded(msgspec.Struct, frozen=True):
    """What grading one submission gave."""

    name: str
    seed: int
    score: float
    lost: tuple[Lost, ...]
    violations: tuple[str, ...]
    seconds: float


def grade_all(jobs: Sequence[tuple[Submission, int]], processes: int, *, unsafe: bool = False) -> Iterator[Graded]:
    """Grade submissions, each under its seed, in whichever order they end."""
    tasks = (msgspec.msgpack.encode(task(submission, seed, unsafe=unsafe)) for submission, seed in jobs)
    for answer in answers(Processes(processes), tasks):
        yield _graded(msgspec.msgpack.decode(answer, type=Answer))


def _graded(answer: Answer) -> Graded:
    """What counts of an answer; there is no verdict on a grader that failed."""
    if answer.fault == "walls":
        raise WallMissing(answer.words)
    if answer.result is None:
        raise GraderError(answer.words)
    card, name = answer.result.scorecard, answer.result.submission.id
    lost = tuple(
        Lost(
            exercise.id, test.name, test.outcome, test.max_score, test.message, test.hint, test.visibility == "visible"
        )
        for exercise in card.exercises
        for test in exercise.tests
        if test.outcome != "passed"
    )
    if broken := [each for each in lost if each.outcome == "error"]:
        raise GraderError(f"{name}: the grader failed in {broken[0].exercise}.{broken[0].test}: {broken[0].message}")
    rules = tuple(violation.message for violation in card.violations)
    return Graded(name, answer.result.seed, card.score, lost, rules, answer.result.seconds)
