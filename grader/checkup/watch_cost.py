"""`python -m grader bench --watch`: what looking for approximated derivatives costs the suites that ask for gradients.

The same suites with and without the check, paired and interleaved, on the project's own solution; medians.
"""

import statistics
from pathlib import Path

import msgspec

from grader import intake
from grader.checkup.wall_cost import NotASolution, timed
from grader.grade import look_for_approximations
from grader.sandbox.budget import Budget
from grader.sandbox.sandbox import Sandbox
from grader.sandbox.zygote import Zygote
from grader.scoring.outcomes import Journal
from grader.settings import Assignment
from grader.student.proxy import Student
from grader.testing import session

ROUNDS = 15


class Cost(msgspec.Struct, frozen=True):
    """Medians of the rounds, in seconds of CPU time, both sides of the wire together."""

    without: float
    watched: float

    @property
    def share(self) -> float:
        """What the check adds, as a share of the suites alone."""
        return self.watched / self.without - 1


def gradient_suites(assignment: Assignment) -> Assignment:
    """The exercises in which a derivative is watched; what earlier exercises they need is taken for granted."""
    rubric = assignment.rubric
    kept = {key: e for key, e in rubric.exercises.items() if any(test.watched for test in e.tests.values())}
    return msgspec.structs.replace(assignment, rubric=msgspec.structs.replace(rubric, exercises=kept))


def measure(solution: Path, whole: Assignment, rounds: int = ROUNDS) -> Cost:
    """Run them `rounds` times each way, and once each before to warm up."""
    files, assignment, zygote = intake.read(solution, whole.layout).files, gradient_suites(whole), Zygote()

    def run(*, watched: bool) -> None:
        with Sandbox(files, assignment.settings.package, zygote=zygote) as sandbox:
            check = look_for_approximations(sandbox, assignment, 1) if watched else None

            def open_student(exercise: str) -> Student:
                line = sandbox.connection(Budget())
                return Student(check.listen(exercise, line) if check else line)

            outcomes = Journal(assignment.rubric)
            session.run(assignment, open_student, seed=1, journal=outcomes, check=check)
        if short := [outcome for outcome in outcomes if outcome.kind != "passed"]:
            raise NotASolution(f"expected a solution with full marks, got {short[0]}")

    try:
        pairs = [(timed(lambda: run(watched=False))[0], timed(lambda: run(watched=True))[0]) for _ in range(rounds + 1)]
    finally:
        zygote.close()
    return Cost(*(statistics.median(column) for column in zip(*pairs[1:], strict=True)))
