"""All that lies in a folder of results: the records of a class, its roster, and what an instructor should look at.

RESULTS/*/scores.json + roster.json + */problem.txt  →  Class, of each record its gist
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from grader.report import read_back, tally
from grader.report.member import Member
from grader.report.read_back import BrokenRecordError, Record
from grader.report.words import count, located
from grader.scoring.scorecard import TestScore

ROSTER = "roster.json"
MISSING, UNREADABLE, GRADER = "nothing handed in", "unreadable", "grader error"
SYNTAX, IMPORT, OTHERWISE = "syntax error", "import error", "not read as handed in"  # of `Gap.kind`
KINDS = (  # of problems, the worst first
    GRADER, UNREADABLE, "not gradable", SYNTAX, IMPORT, OTHERWISE, "rule broken", "crashed", "timed out",
    "not in the roster", MISSING, "remarks",
)  # fmt: skip
NAMED = 3  # files of one submission
NOT_LOADED = "could not be loaded"  # what a test says that was not run for it


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that an instructor should look at."""

    kind: str
    id: str  # of the submission; empty where it concerns the whole class
    what: str
    page: bool = True  # there is a page to go to


@dataclass(slots=True)
class Class:
    """All that lies in a folder of results."""

    records: dict[str, Record] = field(default_factory=dict)
    roster: dict[str, Member] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    broken: dict[str, str] = field(default_factory=dict)  # why a result cannot be read
    failed: set[str] = field(default_factory=set)  # on whom the grader failed in its last try

    @property
    def size(self) -> int:
        """How many were handed in, those that cannot be read included."""
        return len(self.handed_in.keys() | {p.id for p in self.problems if p.kind == UNREADABLE and p.id})

    @property
    def graded(self) -> dict[str, Record]:
        """The submissions that a score says something about."""
        return {key: record for key, record in self.handed_in.items() if record.status == "graded"}

    @property
    def handed_in(self) -> dict[str, Record]:
        """Every submission; what a team handed in is one, under the id of its first member."""
        found: dict[tuple[str, str], tuple[str, Record]] = {}
        for key, record in self.records.items():
            team = self.roster[key].team if key in self.roster else ""
            found.setdefault((team, record.submission.sha256) if team else (key, ""), (key, record))
        return dict(found.values())

    @property
    def rows(self) -> dict[str, Record | None]:
        """Everybody in the order of the ids: who is in the roster and has no result, too."""
        keys = self.records.keys() | self.roster.keys() | {problem.id for problem in self.problems if problem.id}
        return {key: self.records.get(key) for key in sorted(keys, key=lambda key: (key.casefold(), key))}

    @property
    def why_none(self) -> dict[str, str]:
        """Why they have no result, by id: the kind of the worst problem."""
        worst: dict[str, str] = {}
        for problem in sorted(self.problems, key=lambda problem: KINDS.index(problem.kind)):
            worst.setdefault(problem.id, problem.kind)
        return {key: worst.get(key, MISSING) for key, one in self.rows.items() if one is None}

    @property
    def adjusted(self) -> bool:
        """Whether anybody has points by hand."""
        return any(record.adjustments for record in self.records.values())


def read(results: Path) -> Class:
    """Everything in the folder, in the order of the ids; of each record its gist."""
    return enrolled(results, scored(results))


def scored(results: Path) -> Class:
    """What came of the grading, for all who are made of it: every result is read once; nobody is enrolled yet."""
    found, known = Class(), dict[TestScore, TestScore]()
    for key, one in read_back.every(results):
        if isinstance(one, BrokenRecordError):
            found.broken[key] = str(one)
            found.problems.append(Problem(UNREADABLE, key, str(one), page=False))
        else:
            found.records[key] = tally.gist(one, known)
            found.problems += problems(key, one)
    for path in results.glob("[!.]*/problem.txt"):
        key = path.parent.name
        found.failed.add(key)
        stays = "an earlier score stays" if key in found.records else "there is no score"
        words = f"the grader failed in its last try, see {key}/problem.txt; {stays}"
        found.problems.append(Problem(GRADER, key, words, page=key in found.records))
    return found


def enrolled(results: Path, found: Class) -> Class:
    """The class with its roster, and who is in one of the two alone."""
    try:
        text = (results / ROSTER).read_bytes()
        found.roster = msgspec.json.decode(text, type=dict[str, Member])
    except FileNotFoundError:
        pass
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, OSError) as error:
        found.problems.append(Problem(UNREADABLE, "", f"{ROSTER} is left out: {error}", page=False))
    for key in found.records:
        if found.roster and key not in found.roster:
            found.problems.append(Problem("not in the roster", key, "handed in, but no line of the roster has this id"))
    for key in found.roster.keys() - {path.name for path in results.iterdir()}:
        found.problems.append(Problem(MISSING, key, "in the roster, but nothing was graded", page=False))
    return found


def problems(key: str, one: Record) -> Iterator[Problem]:
    """What stands out in one record, the worst first."""
    if one.status == "not_gradable":
        yield Problem("not gradable", key, one.problem)
    if one.status == "grader_error" or one.count("error"):
        yield Problem(GRADER, key, "the grader failed in a test; grade it again")
    yield from _not_read(key, one)
    if one.policy.violations:
        rules = ", ".join(dict.fromkeys(v.rule for v in one.policy.violations))
        lost = f"; {one.policy.earned - one.score:.2f} points lost to the cap" if one.policy.capped else ""
        yield Problem("rule broken", key, f"{rules}{lost}")
    if one.policy.remarks:
        rules = ", ".join(dict.fromkeys(notice.rule for notice in one.policy.remarks))
        yield Problem("remarks", key, f"{rules}; they cost nothing")
    if crashed := one.count("crashed"):
        yield Problem("crashed", key, f"in {count(crashed, 'test')}")
    if late := one.count("timeout"):
        yield Problem("timed out", key, f"in {count(late, 'test')}")


def _not_read(key: str, one: Record) -> Iterator[Problem]:
    """What Python could not read or import; files that are not there by their names alone."""
    for kind in (SYNTAX, IMPORT):
        told = [
            located(gap.file, gap.line, gap.message.partition(". ")[0].rstrip(".") + ".")
            for gap in one.gaps
            if gap.kind == kind
        ]
        if told:
            yield Problem(kind, key, " ".join(told))
    tests = [test for exercise in one.exercises for test in exercise.tests]
    if any(test.outcome == "not_run" and NOT_LOADED in test.message for test in tests):
        ended = next((test.message for test in tests if test.outcome in ("crashed", "timeout", "failed")), "")
        yield Problem(IMPORT, key, f"it could not be loaded: {ended}")
    if others := list(dict.fromkeys(gap.file for gap in one.gaps if gap.kind == OTHERWISE)):
        more = [f"and {count(len(others) - NAMED, 'other file')}"] if others[NAMED:] else []
        yield Problem(OTHERWISE, key, "; ".join([*others[:NAMED], *more]))
