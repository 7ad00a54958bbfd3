"""What changed since the marks were reported last: whose, from what to what, and why.

    RESULTS/reported.json (as it was)  +  RESULTS/*/scores.json, roster.json (as they are)  →  RESULTS/changes.csv

`reported.json` is written when everything else is, so that a run which was killed is compared by the next one.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from grader.files import put
from grader.report import roll
from grader.report.gradebook import final, put_csv, roster
from grader.report.read_back import Record
from grader.report.roll import Class
from grader.report.words import adjusted, located
from grader.scoring.scorecard import Notice

REPORTED, LIST, EARLIER = "reported.json", "changes.csv", "changes.previous.csv"
HEADINGS = (
    "id", "name", "final before", "final after", "score before", "score after", "adjustment before",
    "adjustment after", "tests", "adjustments", "rubric", "other",
)  # fmt: skip
MOST = 10  # changes of one rubric that are named
PASSED, ABSENT = "passed", "not there"


class Shape(msgspec.Struct, frozen=True):
    """What a rubric gives points for."""

    cap: float
    exercises: dict[str, float]
    tests: dict[str, float]


class Standing(msgspec.Struct, frozen=True, omit_defaults=True):
    """How one stood when it was reported: the marks, and all that they follow from."""

    final: float
    score: float
    most: float
    seal: str
    sha256: str
    seed: int
    sources: str
    rubric: str
    late: str = ""
    name: str = ""
    adjusted: float = 0.0
    adjustments: tuple[str, ...] = ()  # in words, those about the rule among them
    broken: tuple[str, ...] = ()  # where the rule was broken
    missed: dict[str, str] = {}  # test → outcome, of those that did not pass
    by_hand: bool = False

    @property
    def marks(self) -> tuple[float, ...]:
        """What nobody should find changed without a word."""
        return self.final, self.score, self.most, self.adjusted


class Reported(msgspec.Struct, frozen=True):
    """A class as it was reported."""

    standings: dict[str, Standing] = {}
    rubrics: dict[str, Shape] = {}

    @property
    def by_hand(self) -> list[str]:
        """The ids of those whose file somebody changed since it was written."""
        return [id for id, one in self.standings.items() if one.by_hand]

    def outcomes(self, id: str) -> dict[str, str]:
        """Every test of one, with its outcome."""
        one = self.standings[id]
        return dict.fromkeys(self.rubrics[one.rubric].tests, PASSED) | one.missed


class Change(msgspec.Struct, frozen=True):
    """One whose mark changed; None where there was none before, or is none after."""

    id: str
    before: Standing | None
    after: Standing | None
    tests: tuple[str, ...] = ()
    adjustments: tuple[str, ...] = ()
    rubric: tuple[str, ...] = ()
    other: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Whose it is, by the roster."""
        return next((each.name for each in (self.after, self.before) if each and each.name), "")

    @property
    def reasons(self) -> tuple[str, ...]:
        """Everything that is known of why, the hand before the machine."""
        return (*self.adjustments, *self.rubric, *self.other, *self.tests)


def begin(results: Path) -> dict[str, str]:
    """The seals of what was reported last; of RESULTS that nobody has reported yet, as they stand."""
    if not (results / REPORTED).exists():
        now = standing(results)
        if now.standings:
            report(results, now)
        return {id: one.seal for id, one in now.standings.items()}
    return {id: one.seal for id, one in reported(results).standings.items()}


def reported(results: Path) -> Reported:
    """The class as it was reported last; as it stands, where that cannot be read."""
    try:
        found = msgspec.json.decode((results / REPORTED).read_bytes(), type=Reported)
        return found if all(one.rubric in found.rubrics for one in found.standings.values()) else standing(results)
    except FileNotFoundError:
        return Reported()
    except (OSError, ValueError, RecursionError):
        return standing(results)


def standing(
    results: Path, decided: Mapping[str, tuple[str, ...]] | None = None, found: Class | None = None
) -> Reported:
    """The class as it was `found` or stands; `decided` by hand is what no `scores.json` tells, in words by id."""
    now, people = Reported({}, {}), roster(results)
    for id, one in (found or roll.scored(results)).records.items():
        if (key := one.environment.rubric) not in now.rubrics:
            now.rubrics[key] = _shape(one)
        name = id.encode("utf-8", "replace").decode()  # a folder's name may be no text
        now.standings[name] = _standing(id, one, people, (decided or {}).get(id, ()))
    return now


def report(results: Path, now: Reported) -> None:
    """Remember the class as it stands now."""
    put(results / REPORTED, msgspec.json.encode(now).decode())


def write(results: Path, listed: Iterable[Change]) -> None:
    """Put the list into `results`; a former one that names somebody is kept beside it."""
    path = results / LIST
    if path.exists() and path.read_text("utf-8", "replace").count("\n") > 1:
        path.replace(results / EARLIER)
    put_csv(path, [HEADINGS, *map(_row, listed)])


def since(results: Path, now: Reported) -> list[Change]:
    """Everybody whose mark is not what was reported last; nobody, where nothing was reported yet."""
    return between(reported(results), now) if (results / REPORTED).exists() else []


def between(former: Reported, now: Reported) -> list[Change]:
    """Everybody whose mark is not what it was, in the order of the ids."""
    ids = sorted(former.standings.keys() | now.standings.keys(), key=lambda id: (id.casefold(), id))
    return [change for id in ids if (change := _change(id, former, now))]


def _change(id: str, former: Reported, now: Reported) -> Change | None:
    before, after = former.standings.get(id), now.standings.get(id)
    if before is None or after is None:
        words = "the first mark" if before is None else "there is no result that can be read any more"
        return Change(id, before, after, other=(words,))
    if before.marks == after.marks:
        return None
    one, other = former.outcomes(id), now.outcomes(id)
    tests = tuple(
        f"{name}: {one.get(name, ABSENT)} → {other.get(name, ABSENT)}"
        for name in dict.fromkeys([*one, *other])
        if one.get(name, ABSENT) != other.get(name, ABSENT)
    )
    rubric = tuple(_rubric(former.rubrics[before.rubric], now.rubrics[after.rubric]))
    rubric = (*rubric[:MOST], *([f"and {len(rubric) - MOST} more"] if rubric[MOST:] else []))
    return Change(id, before, after, tests, tuple(_by_hand(before, after)), rubric, tuple(_other(before, after)))


def _by_hand(before: Standing, after: Standing) -> Iterator[str]:
    yield from (f"taken back: {words}" for words in before.adjustments if words not in after.adjustments)
    yield from (f"new: {words}" for words in after.adjustments if words not in before.adjustments)


def _rubric(before: Shape, after: Shape) -> Iterator[str]:
    """What another rubric gives other points for; a test where its exercise has the points that it had."""
    if before.cap != after.cap:
        yield f"the cap: {before.cap:g} → {after.cap:g} points"
    yield from _worth(before.exercises, after.exercises)
    same = {key for key, most in before.exercises.items() if after.exercises.get(key) == most}
    kept = [{n: w for n, w in each.tests.items() if n.partition(".")[0] in same} for each in (before, after)]
    yield from _worth(*kept)


def _worth(before: Mapping[str, float], after: Mapping[str, float]) -> Iterator[str]:
    for name in dict.fromkeys([*before, *after]):
        if before.get(name) != after.get(name):
            yield f"{name}: {before.get(name, 0.0):g} → {after.get(name, 0.0):g} points"


def _other(before: Standing, after: Standing) -> Iterator[str]:
    if after.by_hand and before.seal != after.seal:
        yield "changed by hand in scores.json"
    if before.by_hand and not after.by_hand:
        yield "what was changed by hand in scores.json was undone"
    if before.sha256 != after.sha256:
        yield "other work is graded"
    if before.sources != after.sources:
        yield "graded by another version of the grader"
    if before.seed != after.seed:
        yield f"another seed: {before.seed} → {after.seed}"
    yield from (f"the rule was broken: {words}" for words in after.broken if words not in before.broken)
    yield from (f"the rule is not broken any more: {words}" for words in before.broken if words not in after.broken)
    if before.late != after.late or before.marks[1:] == after.marks[1:]:
        yield f"lateness: {before.late or 'nothing known'} → {after.late or 'nothing known'}"


def _standing(id: str, one: Record, people: Mapping[str, Mapping[str, object]], decided: tuple[str, ...]) -> Standing:
    person, environment, policy = people.get(id, {}), one.environment, one.policy
    moved = [f"waived: {_place(notice)}" for notice in policy.waived]
    moved += [f"held: {_place(notice)}" for notice in policy.violations if notice.by]
    return Standing(
        final(id, one, people), one.score, one.max_score, one.as_sealed, one.submission.sha256, environment.seed,
        environment.sources, environment.rubric, str(person.get("late", "")), str(person.get("name", "")),
        one.adjusted, (*(adjusted(each, by=True) for each in one.adjustments), *moved, *decided),
        tuple(_place(notice) for notice in policy.violations if not notice.by),
        {f"{e.id}.{t.name}": t.outcome for e in one.exercises for t in e.tests if t.outcome != PASSED}, one.by_hand,
    )  # fmt: skip


def _place(notice: Notice) -> str:
    words = located(notice.file, notice.line, notice.rule)
    return f"{words} ({': '.join(filter(None, [notice.by, notice.why]))})" if notice.by else words


def _shape(one: Record) -> Shape:
    tests = {f"{e.id}.{t.name}": t.max_score for e in one.exercises for t in e.tests}
    return Shape(one.policy.cap, {e.id: e.max_score for e in one.exercises}, tests)


def _row(change: Change) -> list[object]:
    pairs = [
        ("" if one is None else value)
        for name in ("final", "score", "adjusted")
        for one in (change.before, change.after)
        for value in [getattr(one, name, "")]
    ]
    told = (change.tests, change.adjustments, change.rubric, change.other)
    return [change.id, change.name, *pairs, *("; ".join(words) for words in told)]
