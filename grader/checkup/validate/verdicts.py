"""Verdicts: what became of each known mistake, and of each right solution.

A mutant is killed where a test of its own exercise fails, and named where a hint of such a test says what is wrong.
What it costs in other exercises is collateral: explained where the test says `blocked` and names an earlier one,
unexplained otherwise.

    Mutant + Graded  →  Verdict        all of them  →  Validation
"""

import re
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from grader.checkup.validate.corpus import Mutant
from grader.checkup.validate.grading import Graded

CLIFF = 0.5  # points that two mistakes may cost beyond what each costs alone


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


class Pair(msgspec.Struct, frozen=True):
    """What became of two mistakes in one submission."""

    name: str
    killed: bool  # each of them cost points in its own exercise
    beyond: float  # points lost beyond the sum of what each costs alone


class Cost(msgspec.Struct, frozen=True):
    """What grading the corpus took: seconds on the wall, seconds of all cores together, processes at work."""

    seconds: float
    cpu_seconds: float
    processes: int


class Validation(msgspec.Struct, frozen=True):
    """The whole of it."""

    verdicts: tuple[Verdict, ...]
    pairs: tuple[Pair, ...]
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
        return tuple(graded for graded in self.right if graded.lost or graded.violations)

    @property
    def elsewhere(self) -> float:
        """Points that a mistake costs elsewhere, in the mean."""
        return sum(verdict.elsewhere for verdict in self.verdicts) / max(1, len(self.verdicts))

    @property
    def cliffs(self) -> tuple[Pair, ...]:
        """Pairs that cost more than their mistakes do alone."""
        return tuple(pair for pair in self.pairs if pair.beyond > CLIFF)

    @property
    def broken(self) -> tuple[Verdict, ...]:
        """Mutants that break the rule, so that they are not about what they are meant to be about."""
        return tuple(verdict for verdict in self.verdicts if verdict.rule)

    @property
    def sound(self) -> bool:
        """Whether nothing slipped through, nobody was wronged, and every mistake costs its own points."""
        short = self.survivors or self.spilt or self.wronged or self.broken or self.cliffs
        return not short and all(pair.killed for pair in self.pairs)


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


def judge_pair(pair: Sequence[Mutant], by_name: Mapping[str, Graded]) -> Pair:
    """Whether each of two mistakes cost points in its own exercise, and what they cost beyond what each costs alone."""
    name = " + ".join(mutant.name for mutant in pair)
    failed = {lost.exercise for lost in by_name[name].lost if lost.outcome != "blocked"}
    alone = [by_name[mutant.name] for mutant in pair if mutant.name in by_name]
    beyond = points(by_name[name]) - sum(map(points, alone)) if len(alone) == len(pair) else 0.0
    return Pair(name, all(mutant.exercise in failed for mutant in pair), round(beyond, 4))


def points(graded: Graded) -> float:
    """All that a submission lost."""
    return sum(lost.points for lost in graded.lost)


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
    double = {f"{one.name} + {other.name}" for one, other in pairs}
    found = sorted(graded, key=lambda each: (each.name, each.seed))
    by_name = {each.name: each for each in found}
    return Validation(
        tuple(judge(mutant, by_name[name]) for name, mutant in wrong.items()),
        tuple(judge_pair(pair, by_name) for pair in pairs),
        tuple(each for each in found if each.name not in wrong and each.name not in double),
        seeds,
        cost,
    )
