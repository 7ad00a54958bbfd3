"""Verdicts: what became of each known mistake, and of each right solution.

A mutant is killed where a test of its own exercise fails, and named where a hint of such a test says what is wrong.
What it costs in other exercises is collateral: explained where the test says `blocked` and names an earlier one,
unexplained otherwise.

    Mutant + Graded  →  Verdict        all of them  →  Validation
"""

import re
from collections.abc import Iterable, Sequence

import msgspec

from grader.checkup.validate.corpus import Mutant
from grader.checkup.validate.grading import Graded


class Verdict(msgspec.Struct, frozen=True):
    """What became of one mistake."""

    name: str
    exercise: str
    about: str
    hint: str  # the one that names it; else the first that a student reads
    killed: bool
    named: bool
    lost: dict[str, float]  # points by exercise
    elsewhere: float  # points lost in exercises that the mistake is not in
    unexplained: float  # of those, what `blocked` does not explain
    test: str = ""  # whose hint it is
    message: str = ""  # what that test says beside it
    rule: tuple[str, ...] = ()  # the screen took it for a breach of the rule: the mutant is badly written


class Cost(msgspec.Struct, frozen=True):
    """What grading the corpus took: seconds on the wall, seconds of all cores together, processes at work."""

    seconds: float
    cpu_seconds: float
    processes: int


class Validation(msgspec.Struct, frozen=True):
    """The whole of it."""

    verdicts: tuple[Verdict, ...]
    pairs: tuple[tuple[str, bool], ...]  # two mistakes, and whether each of them was killed
    right: tuple[Graded, ...]
    seeds: int
    cost: Cost

    @property
    def survivors(self) -> tuple[Verdict, ...]:
        """Mistakes that cost nothing in their own exercise."""
        return tuple(verdict for verdict in self.verdicts if not verdict.killed)

    @property
    def spilt(self) -> tuple[Verdict, ...]:
        """Mistakes that cost points elsewhere, which nothing explains."""
        return tuple(verdict for verdict in self.verdicts if verdict.unexplained > 0)

    @property
    def unnamed(self) -> tuple[Verdict, ...]:
        """Mistakes that no hint names."""
        return tuple(verdict for verdict in self.verdicts if not verdict.named)

    @property
    def wronged(self) -> tuple[Graded, ...]:
        """Right solutions that lost a point."""
        return tuple(graded for graded in self.right if graded.score < 100 or graded.violations)

    @property
    def elsewhere(self) -> float:
        """Points that a mistake costs elsewhere, in the mean."""
        return sum(verdict.elsewhere for verdict in self.verdicts) / max(1, len(self.verdicts))

    @property
    def broken(self) -> tuple[Verdict, ...]:
        """Mutants that break the rule, so that they are not about what they are meant to be about."""
        return tuple(verdict for verdict in self.verdicts if verdict.rule)

    @property
    def sound(self) -> bool:
        """Whether nothing slipped through, nobody was wronged, and every mistake costs its own points."""
        return not (self.survivors or self.spilt or self.wronged or self.broken) and all(ok for _, ok in self.pairs)


def judge(mutant: Mutant, graded: Graded) -> Verdict:
    """What became of one mistake."""
    failed = [lost for lost in graded.lost if lost.exercise == mutant.exercise and lost.outcome != "blocked"]
    naming = [lost for lost in failed if re.search(mutant.hint, lost.hint, re.IGNORECASE)]
    said = next(iter([*naming, *(lost for lost in failed if lost.hint)]), None)
    points: dict[str, float] = {}
    for lost in graded.lost:
        points[lost.exercise] = round(points.get(lost.exercise, 0.0) + lost.points, 4)
    strange = [lost for lost in graded.lost if lost.exercise not in (mutant.exercise, *mutant.also)]
    return Verdict(
        name=mutant.name,
        exercise=mutant.exercise,
        about=mutant.about,
        hint=said.hint if said else "",
        killed=bool(failed),
        named=bool(naming),
        lost=points,
        elsewhere=round(sum(lost.points for lost in strange), 4),
        unexplained=round(sum(lost.points for lost in strange if lost.outcome != "blocked"), 4),
        test=said.test if said else "",
        message=said.message if said else "",
        rule=graded.violations,
    )


def both_killed(pair: Sequence[Mutant], graded: Graded) -> bool:
    """Whether each of two mistakes cost points in its own exercise."""
    failed = {lost.exercise for lost in graded.lost if lost.outcome != "blocked"}
    return all(mutant.exercise in failed for mutant in pair)


def validation(
    mutants: Sequence[Mutant],
    pairs: Sequence[tuple[Mutant, Mutant]],
    graded: Iterable[Graded],
    *,
    seeds: int,
    cost: Cost,
) -> Validation:
    """Put together what grading the corpus gave, in the corpus's order."""
    wrong = {mutant.name: mutant for mutant in mutants}
    double = {f"{one.name} + {other.name}": (one, other) for one, other in pairs}
    found = sorted(graded, key=lambda each: (each.name, each.seed))
    by_name = {each.name: each for each in found}
    return Validation(
        tuple(judge(mutant, by_name[name]) for name, mutant in wrong.items()),
        tuple((name, both_killed(pair, by_name[name])) for name, pair in double.items()),
        tuple(each for each in found if each.name not in wrong and each.name not in double),
        seeds,
        cost,
    )
