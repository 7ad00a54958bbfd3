"""Outcomes + rubric + findings → Scorecard. Pure: no file, no clock, no submission.

exercise = points · Σ weight(passed) / Σ weight          total = Σ exercises, at most the cap after a violation
"""

from collections.abc import Iterable

import msgspec

from .outcomes import Kind, Outcome
from .rubric import Rubric, Visibility

PRECISION = 4  # decimals that points are rounded to, so that sums of thirds read well


class Violation(msgspec.Struct, frozen=True):
    """A breach of the no-autograd rule, where it stands."""

    rule: str
    file: str
    line: int
    message: str


class TestScore(msgspec.Struct, frozen=True):
    """One test in points."""

    name: str
    title: str
    outcome: Kind
    score: float
    max_score: float
    visibility: Visibility
    message: str
    hint: str
    seconds: float


class ExerciseScore(msgspec.Struct, frozen=True):
    """One exercise in points."""

    id: str
    title: str
    score: float
    max_score: float
    tests: tuple[TestScore, ...]


class Scorecard(msgspec.Struct, frozen=True):
    """The whole submission in points; `earned` is the total before the cap."""

    assignment: str
    score: float
    max_score: float
    earned: float
    cap: float
    exercises: tuple[ExerciseScore, ...]
    violations: tuple[Violation, ...]

    @property
    def capped(self) -> bool:
        """Whether the cap took something away."""
        return self.score < self.earned


def score(rubric: Rubric, outcomes: Iterable[Outcome], violations: Iterable[Violation] = ()) -> Scorecard:
    """The scorecard of one submission."""
    by_test = {(outcome.exercise, outcome.name): outcome for outcome in outcomes}
    exercises = tuple(_exercise(rubric, key, by_test) for key in rubric.exercises)
    found = tuple(violations)
    earned = round(sum(exercise.score for exercise in exercises), PRECISION)
    total = min(earned, rubric.cap) if found else earned
    return Scorecard(rubric.assignment, total, rubric.max_score, earned, rubric.cap, exercises, found)


def _exercise(rubric: Rubric, key: str, by_test: dict[tuple[str, str], Outcome]) -> ExerciseScore:
    exercise = rubric.exercises[key]
    tests = []
    for name, test in exercise.tests.items():
        outcome = by_test[key, name]
        worth = exercise.share(name)
        tests.append(
            TestScore(
                name=name,
                title=test.title,
                outcome=outcome.kind,
                score=round(worth, PRECISION) if outcome.kind == "passed" else 0.0,
                max_score=round(worth, PRECISION),
                visibility=exercise.visibility_of(name),
                message=outcome.message,
                hint=outcome.hint,
                seconds=round(outcome.seconds, PRECISION),
            )
        )
    passed = sum(exercise.tests[test.name].weight for test in tests if test.outcome == "passed")
    share = passed / sum(test.weight for test in exercise.tests.values())
    return ExerciseScore(key, exercise.title, round(exercise.points * share, PRECISION), exercise.points, tuple(tests))
