"""Verdicts: what became of each known mistake, and of each right solution.

A mutant is killed where a test of its own exercise fails, and named where a hint of such a test says what is wrong.
It is seen at home where one of the tests that fail is visible: students run these before they hand in.
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
    seen_at_home: bool
    lost: dict[str, float]  # points by exercise
    elsewhere: float  # points lost in exercises that the mistake is not in
    unexplained: float  # of those, what `blocked` does not explain
    test: str = ""  # whose hint it is
    message: str = ""  # what that test says beside it
    rule: tuple[str, ...] = ()  # the screen took it for a breach of the rule: the mutant is badly written


class Pair(msgspec.Struct, frozen=True):
    """What became of two mistakes in one submission."""

    name: str
    killed: bool  # each of them failed a test of its own exercise, or its points went blocked, as many as alone
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
    def seen_at_home(self) -> tuple[Verdict, ...]:
        """Mistakes that a visible test of their own exercise shows."""
        return tuple(verdict for verdict in self.verdicts if verdict.seen_at_home)

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
        seen_at_home=any(lost.visible for lost in failed),
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
    both = by_name[name]
    alone = [by_name[mutant.name] for mutant in pair if mutant.name in by_name]
    beyond = points(both) - sum(map(points, alone)) if len(alone) == len(pair) else 0.0
    killed = all(_cost(both, by_name.get(mutant.name), mutant.exercise) for mutant in pair)
    return Pair(name, killed, round(beyond, 4))


def _cost(both: Graded, alone: Graded | None, exercise: str) -> bool:
    """Whether a mistake cost its points beside another; a script beside a wrong part is blocked, and costs the same."""
    if any(lost.outcome != "blocked" for lost in both.lost if lost.exercise == exercise):
        return True
    return alone is not None and 0 < points(alone, exercise) <= points(both, exercise) + 1e-9


def points(graded: Graded, exercise: str = "") -> float:
    """All that a submission lost, in one exercise or in all."""
    return sum(lost.points for lost in graded.lost if exercise in ("", lost.exercise))


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
