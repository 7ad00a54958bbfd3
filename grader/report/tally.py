"""What a class teaches its instructor: the spread of totals, pass rates, the mistakes behind them.

Pure: records in, numbers out. Only graded submissions count; those that could not be graded are problems, not data.
A gist of each record is enough for it, so that a large class takes little more memory than a small one.
"""

import math
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from grader.report.read_back import Record
from grader.scoring.scorecard import ExerciseScore, TestScore

BINS = 20  # of the histogram: five points each where the most is 100
ENOUGH = 8  # graded submissions before a test may be called unclear
UNCLEAR = 0.6  # fewer of the better half pass than this
SURE = 3.0  # standard errors between the better half and all
NAMED = 2  # tests beside each
NOT_WRITTEN = "Not written yet"  # how a hint about a stub begins
NOT_BEGUN = "not begun"  # beside the outcomes: the test met a stub
NEARLY_ALL = 0.75  # a stub's exception may be taken for a bad message
PLACE = re.compile(r"^(Not written yet|Your code raised \w+) at \S+(?=[.,](?:\s|$))")  # see testing/expect.py


@dataclass(frozen=True, slots=True)
class TestRate:
    """One test over the class."""

    exercise: str
    name: str
    title: str
    visibility: str
    passed: float  # share of all
    better_half: float  # share of the half with the higher totals
    missed: tuple[tuple[str, tuple[str, ...]], ...]  # outcome → who has it, the most frequent first; none passed
    unclear: str  # why this test, not the students, may be at fault; empty where nothing speaks for it


@dataclass(frozen=True, slots=True)
class ExerciseRate:
    """One exercise over the class."""

    id: str
    title: str
    mean: float  # points
    max_score: float
    full: float  # share of submissions with all points
    tests: tuple[TestRate, ...]

    @property
    def share(self) -> float:
        """The mean as a share of the most."""
        return self.mean / self.max_score if self.max_score else 0.0


@dataclass(frozen=True, slots=True)
class Mistake:
    """One hint, and whom it was given to."""

    hint: str
    students: tuple[str, ...]
    tests: tuple[str, ...]  # titles, where it was given most often
    more: int  # other tests that gave it


@dataclass(frozen=True, slots=True)
class NotBegun:
    """One exercise, and who left it as it was handed out, or parts of it."""

    id: str
    title: str
    whole: tuple[str, ...]
    part: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """Numbers in order of size, summed up."""

    least: float
    quarter: float
    median: float
    three_quarters: float
    most: float
    mean: float
    high: float  # 95 % lie below

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread | None":
        """The spread of values; None where there are none."""
        if not values:
            return None
        cuts = statistics.quantiles(values, n=20, method="inclusive") if len(values) > 1 else [values[0]] * 19
        return cls(min(values), cuts[4], cuts[9], cuts[14], max(values), statistics.fmean(values), cuts[18])


def gist(record: Record, known: dict[TestScore, TestScore]) -> Record:
    """The record without what one student alone is told; `known` gives records that are alike their tests in common."""

    def kept(test: TestScore) -> TestScore:
        test = replace(test, message="", hint=shared(test.hint), seconds=0.0)
        return known.setdefault(test, test)

    exercises = tuple(replace(each, tests=tuple(map(kept, each.tests))) for each in record.exercises)
    return replace(record, exercises=exercises, isolation={}, policy=replace(record.policy, excerpts=()))


def histogram(values: Sequence[float], most: float, bins: int = BINS) -> list[int]:
    """How many values lie in each of equal bins from 0 to `most`; the last one holds `most` itself."""
    counts = [0] * bins
    for value in values:
        counts[min(bins - 1, max(0, int(value / most * bins)))] += 1
    return counts


def exercise_rates(records: Mapping[str, Record]) -> list[ExerciseRate]:
    """Each exercise, in the rubric's order; records of another rubric count where ids agree."""
    better = dict(sorted(records.items(), key=lambda item: item[1].policy.earned)[len(records) // 2 :])
    tests, best = _outcomes(records), _outcomes(better)
    found: dict[str, ExerciseRate] = {}
    for record in records.values():
        for exercise in record.exercises:
            if exercise.id in found:
                continue
            scores = [e.score for r in records.values() for e in r.exercises if e.id == exercise.id]
            full = sum(score >= exercise.max_score for score in scores) / len(scores)
            rates = tuple(
                _rate(exercise.id, test, tests[exercise.id, test.name], best[exercise.id, test.name])
                for test in exercise.tests
            )
            mean = statistics.fmean(scores)
            found[exercise.id] = ExerciseRate(exercise.id, exercise.title, mean, exercise.max_score, full, rates)
    return list(found.values())


Outcomes = dict[str, list[str]]  # outcome → who has it


def _outcomes(records: Mapping[str, Record]) -> defaultdict[tuple[str, str], Outcomes]:
    who: defaultdict[tuple[str, str], Outcomes] = defaultdict(dict)
    for key, record in records.items():
        idle = unbegun(record)
        for exercise in record.exercises:
            for test in exercise.tests:
                outcome = NOT_BEGUN if test.name in idle[exercise.id] else test.outcome
                who[exercise.id, test.name].setdefault(outcome, []).append(key)
    return who


def _rate(key: str, test: TestScore, who: Outcomes, best: Outcomes) -> TestRate:
    every, better = _counted(who), _counted(best)
    passed = every["passed"] / every.total()
    share = better["passed"] / better.total() if better else 0.0
    missed = tuple((outcome, tuple(who[outcome])) for outcome, _ in every.most_common() if outcome != "passed")
    unclear = _unclear(every, better, passed, share) if better and every.total() >= ENOUGH else ""
    return TestRate(key, test.name, test.title, test.visibility, passed, share, missed, unclear)


def _counted(who: Outcomes) -> Counter[str]:
    return Counter({outcome: len(listed) for outcome, listed in who.items()})


def _unclear(every: Counter[str], best: Counter[str], passed: float, better: float) -> str:
    """Why the test may be at fault; chance alone is no reason."""
    chance = math.sqrt(passed * (1 - passed) / best.total())
    if every["error"]:
        return "the test itself failed"
    if better < UNCLEAR / 2:
        return "even of the better half of the class most fall short"
    if better < UNCLEAR:
        return "many of the better half of the class fall short"
    if better < passed - SURE * chance:
        return "the better half of the class passes it less often than the rest"
    return ""


def shared(hint: str) -> str:
    """A hint as others can have it, too: at which line an exception came is each one's own."""
    return PLACE.sub(r"\1", hint) if hint else hint


def unbegun(record: Record) -> dict[str, set[str]]:
    """By exercise, the names of the tests that met a stub: all of them where nothing of it, or of all, is written."""
    met = {exercise.id: _unbegun(exercise) for exercise in record.exercises}
    if any(met.values()) and not record.count("passed"):
        return {exercise.id: {test.name for test in exercise.tests} for exercise in record.exercises}
    return met


def _unbegun(exercise: ExerciseScore) -> set[str]:
    fell = [test for test in exercise.tests if test.outcome not in ("passed", "blocked")]
    met = {test.name for test in fell if test.hint.startswith(NOT_WRITTEN)}
    nothing_passed = not any(test.outcome == "passed" for test in exercise.tests)
    if met and nothing_passed and len(met) >= NEARLY_ALL * len(fell):
        return {test.name for test in exercise.tests}
    return met


def not_begun(records: Mapping[str, Record]) -> list[NotBegun]:
    """Exercises that somebody left unwritten, whole or in part."""
    titles: dict[str, str] = {}
    who: defaultdict[tuple[str, bool], list[str]] = defaultdict(list)
    for key, record in records.items():
        idle = unbegun(record)
        for exercise in record.exercises:
            if idle[exercise.id]:
                titles.setdefault(exercise.id, exercise.title)
                who[exercise.id, len(idle[exercise.id]) == len(exercise.tests)].append(key)
    return [NotBegun(id, title, tuple(who[id, True]), tuple(who[id, False])) for id, title in titles.items()]


def mistakes(records: Mapping[str, Record]) -> list[Mistake]:
    """The hints and who got them, each submission counted once a hint; what is blocked or not begun is no mistake."""
    who: defaultdict[str, dict[str, None]] = defaultdict(dict)
    where: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for key, record in records.items():
        idle = unbegun(record)
        for exercise in record.exercises:
            for test in exercise.tests:
                if test.hint and test.outcome not in ("passed", "blocked") and test.name not in idle[exercise.id]:
                    hint = shared(test.hint)
                    who[hint][key] = None
                    where[hint][f"{exercise.title}: {test.title}"] += 1
    return [
        Mistake(
            hint, tuple(who[hint]), tuple(title for title, _ in where[hint].most_common(NAMED)),
            max(0, len(where[hint]) - NAMED),
        )
        for hint in sorted(who, key=lambda hint: (-len(who[hint]), hint))
    ]  # fmt: skip
