"""Outcomes + rubric + findings → Scorecard. Pure: no file, no clock, no submission.

exercise = points · Σ weight(passed) / Σ weight          total = Σ exercises, at most the cap after a violation
"""

from collections.abc import Iterable

import msgspec

from .outcomes import Kind, Outcome
from .rubric import Rubric, Visibility

PRECISION = 4  # decimals that points are rounded to, so that sums of thirds read well


class Notice(msgspec.Struct, frozen=True, omit_defaults=True):
    """One place that the assignment's rule speaks of: a violation, or a remark, which costs nothing."""

    rule: str
    file: str
    line: int
    message: str
    by: str = ""  # the instructor who decided that it is something else
    why: str = ""  # … and the reason


class Excerpt(msgspec.Struct, frozen=True):
    """Lines of the submission round a notice."""

    file: str
    line: int  # of the notice
    first: int  # the number of the first of `lines`
    lines: tuple[str, ...]


class TestScore(msgspec.Struct, frozen=True, omit_defaults=True):
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
    ran: Visibility | None = None  # the visibility under which it ran, where that has changed since

    @property
    def ran_as(self) -> Visibility:
        """The visibility under which it ran: the visible tests of an exercise share a worker, and so do the hidden."""
        return self.ran or self.visibility


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
    violations: tuple[Notice, ...]
    remarks: tuple[Notice, ...] = ()
    waived: tuple[Notice, ...] = ()  # violations that an instructor made remarks

    @property
    def capped(self) -> bool:
        """Whether the cap took something away."""
        return self.score < self.earned


def score(
    rubric: Rubric, outcomes: Iterable[Outcome], violations: Iterable[Notice] = (), remarks: Iterable[Notice] = ()
) -> Scorecard:
    """The scorecard of one submission; a remark costs nothing."""
    by_test = {(outcome.exercise, outcome.name): outcome for outcome in outcomes}
    exercises = tuple(_exercise(rubric, key, by_test) for key in rubric.exercises)
    earned = round(sum(exercise.score for exercise in exercises), PRECISION)
    card = Scorecard(rubric.assignment, earned, rubric.max_score, earned, rubric.cap, exercises, ())
    return settled(card, violations, remarks)


def again(rubric: Rubric, card: Scorecard) -> Scorecard:
    """The outcomes of a scorecard under other points, titles, visibility or another cap; the same tests, nothing else.

    What was decided by hand stays.
    """
    outcomes = [
        Outcome(exercise.id, test.name, test.outcome, test.message, test.hint, test.seconds)
        for exercise in card.exercises
        for test in exercise.tests
    ]
    ran = {(exercise.id, test.name): test.ran_as for exercise in card.exercises for test in exercise.tests}
    fresh = score(rubric, outcomes)
    exercises = tuple(
        msgspec.structs.replace(each, tests=tuple(_ran(test, ran[each.id, test.name]) for test in each.tests))
        for each in fresh.exercises
    )
    fresh = msgspec.structs.replace(fresh, exercises=exercises)
    return settled(fresh, card.violations, card.remarks, card.waived)


def _ran(test: TestScore, visibility: Visibility) -> TestScore:
    """A test that ran under this visibility."""
    return test if test.visibility == visibility else msgspec.structs.replace(test, ran=visibility)


def settled(
    card: Scorecard, violations: Iterable[Notice], remarks: Iterable[Notice], waived: Iterable[Notice] = ()
) -> Scorecard:
    """The scorecard under these violations: the total is capped where there is one."""
    breaches = tuple(violations)
    total = min(card.earned, card.cap) if breaches else card.earned
    return msgspec.structs.replace(card, score=total, violations=breaches, remarks=tuple(remarks), waived=tuple(waived))


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
