"""The pages of a class: `RESULTS/index.html`, and for each student `RESULTS/<id>/index.html`, the instructor's.

Built from the JSON files alone, so that it can be built again at any time. A file that cannot be read becomes a
line among the problems. The pages need no network and no server; each one stands alone.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from grader.errors import Unreadable
from grader.report import feedback, read_back, tally
from grader.report.changes import Change
from grader.report.member import Member
from grader.report.read_back import BrokenRecordError, Record
from grader.report.render import href, page, templates
from grader.report.words import count
from grader.scoring.scorecard import TestScore

ROSTER, MADE = "roster.json", ".pages.json"
SIMILAR = "similar"  # the folder that `python -m grader similar` is told to write to, where the class shall show it
FILES = ("index.html", feedback.FILE)  # of each student
KINDS = (  # of problems, the worst first
    "grader error", "unreadable", "not gradable", "not read as handed in", "rule broken", "crashed", "timed out",
    "not in the roster", "nothing handed in", "remarks",
)  # fmt: skip
SLOWEST = 5  # submissions named for their time
LIKEST, NOTABLE = 5, 0.25  # pairs, each at least so like: hands that did not copy come to half of it
CHANGES = 200  # listed on the page; all of them are in changes.csv


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

    @property
    def size(self) -> int:
        """How many were handed in, those that cannot be read included."""
        return len(self.handed_in.keys() | {p.id for p in self.problems if p.kind == "unreadable" and p.id})

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
    def adjusted(self) -> bool:
        """Whether anybody has points by hand."""
        return any(record.adjustments for record in self.records.values())


def write(results: Path, listed: Sequence[Change] = ()) -> None:
    """Build every page of the folder anew; `listed` are those whose mark changed."""
    if not results.is_dir():
        raise Unreadable(f"{results}: expected a folder of results, as `batch` writes it")
    found, former, made = read(results), _made(results), dict[str, str]()
    keys = ["", *found.records, ""]
    for behind, key, ahead in zip(keys, keys[1:], keys[2:], strict=False):
        folder = results / key
        with suppress(BrokenRecordError):  # it was there when the class was read
            one, member = read_back.read(folder / "scores.json"), found.roster.get(key, Member())
            made[href(key)] = tell(folder, one, member, former.get(href(key), ""))
            lay(folder / "index.html", student_page(key, one, member, (behind, ahead)))
    lay(results / "index.html", class_page(found, listed, likest(results)))
    lay(results / MADE, msgspec.json.encode(made).decode())


def read(results: Path) -> Class:
    """Everything in the folder, in the order of the ids; of each record its gist."""
    found, known = Class(roster={}), dict[TestScore, TestScore]()
    try:
        text = (results / ROSTER).read_bytes()
        found.roster = msgspec.json.decode(text, type=dict[str, Member])
    except FileNotFoundError:
        pass
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, OSError) as error:
        found.problems.append(Problem("unreadable", "", f"{ROSTER} is left out: {error}", page=False))
    for key, one in read_back.every(results):
        if isinstance(one, BrokenRecordError):
            found.problems.append(Problem("unreadable", key, str(one), page=False))
        else:
            found.records[key] = tally.gist(one, known)
    for path in results.glob("[!.]*/problem.txt"):
        key = path.parent.name
        stays = "an earlier score stays" if key in found.records else "there is no score"
        words = f"the grader failed in its last try, see {key}/problem.txt; {stays}"
        found.problems.append(Problem("grader error", key, words, page=key in found.records))
    for key, brief in found.records.items():
        found.problems += problems(key, brief)
        if found.roster and key not in found.roster:
            found.problems.append(Problem("not in the roster", key, "handed in, but no line of the roster has this id"))
    for key in found.roster.keys() - {path.name for path in results.iterdir()}:
        found.problems.append(Problem("nothing handed in", key, "in the roster, but nothing was graded", page=False))
    return found


def problems(key: str, one: Record) -> Iterator[Problem]:
    """What stands out in one record, the worst first."""
    if one.status == "not_gradable":
        yield Problem("not gradable", key, one.problem)
    if one.status == "grader_error" or one.count("error"):
        yield Problem("grader error", key, "the grader failed in a test; grade it again")
    if one.gaps:
        yield Problem("not read as handed in", key, "; ".join(dict.fromkeys(gap.file for gap in one.gaps)))
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


class Alike(msgspec.Struct, frozen=True):
    """Two submissions that share more than the task explains, as `similar` lists them."""

    one: str
    other: str
    likeness: float
    page: str


def likest(results: Path) -> list[Alike]:
    """The first pairs of `RESULTS/similar/` that stand out; none, where nobody compared or it cannot be read."""
    try:
        pairs = msgspec.json.decode((results / SIMILAR / "similar.json").read_bytes(), type=list[Alike])
    except (OSError, ValueError, RecursionError):
        return []
    return [pair for pair in pairs if pair.likeness >= NOTABLE][:LIKEST]


def class_page(found: Class, listed: Sequence[Change] = (), alike: Sequence[Alike] = ()) -> str:
    """The page of the whole class, `RESULTS/index.html`, as text."""
    graded = found.graded
    records = list(graded.values())
    most = max((r.max_score for r in found.records.values()), default=100.0)
    kinds: dict[str, list[Problem]] = {}
    for problem in sorted(found.problems, key=lambda problem: (KINDS.index(problem.kind), problem.id.casefold())):
        kinds.setdefault(problem.kind, []).append(problem)
    return page(
        "class.html.j2",
        title=next((r.assignment for r in found.records.values()), "No results yet"),
        found=found,
        graded=graded,
        most=most,
        totals=tally.Spread.of([r.score for r in records]),
        seconds=tally.Spread.of([r.seconds for r in records]),
        bins=tally.histogram([r.score for r in records], most),
        slowest=sorted(graded.items(), key=lambda item: -item[1].seconds)[:SLOWEST],
        exercises=tally.exercise_rates(records),
        mistakes=tally.mistakes(graded),
        problems=kinds,
        flagged={problem.id for problem in found.problems if problem.kind != "remarks"},
        listed=listed[:CHANGES],
        unlisted=len(listed[CHANGES:]),
        alike=alike,
        similar=SIMILAR,
        columns=list({e.id: e for r in found.records.values() for e in r.exercises}.values()),
    )


def student_page(key: str, one: Record, member: Member, beside: tuple[str, str]) -> str:
    """`RESULTS/<id>/index.html`: everything that is known, for the instructor alone."""
    return page(
        "student.html.j2", key=key, record=one, member=member, problems=list(problems(key, one)),
        behind=beside[0], ahead=beside[1], told=feedback.FILE,
    )  # fmt: skip


def lay(path: Path, text: str) -> None:
    """Write a page beside its place and rename it. It can be made again at any time, so the disk need not hurry."""
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(text, "utf-8", errors="replace")
    partial.replace(path)


def tell(folder: Path, one: Record, member: Member, former: str = "") -> str:
    """Make the student's own page, unless it is `former`, what it was made of the last time; what it is made of now."""
    told = folder / feedback.FILE
    if not told.exists() or _made_of(folder, member) != former:
        text = feedback.page_of(one, member) + "\n"
        if not told.exists() or told.read_bytes() != text.encode("utf-8", "replace"):
            lay(told, text)
    return _made_of(folder, member)


def _made_of(folder: Path, member: Member) -> str:
    """A hash of the scores, of what the roster says, of the templates, and of when the page was written."""
    digest = hashlib.sha256((folder / "scores.json").read_bytes())
    digest.update(msgspec.json.encode((member, templates(), (folder / feedback.FILE).stat().st_mtime_ns)))
    return digest.hexdigest()[:16]


def _made(results: Path) -> dict[str, str]:
    """What the students' pages were made of, by folder; nothing, where nobody knows."""
    try:
        return msgspec.json.decode((results / MADE).read_bytes(), type=dict[str, str])
    except (OSError, ValueError, RecursionError):
        return {}
