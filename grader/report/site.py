"""The pages of a class: `RESULTS/index.html`, and for each student `RESULTS/<id>/index.html`, the instructor's.

Built from the JSON files alone, so that it can be built again at any time. A file that cannot be read becomes a
line among the problems. The pages need no network and no server; each one stands alone.
"""

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

import msgspec

from grader import settings
from grader.errors import Unreadable
from grader.records import HandedOut
from grader.report import alike, feedback, fingerprint, handed_in, read_back, roll, tally
from grader.report.alike import Alike
from grader.report.changes import Change
from grader.report.handed_in import File
from grader.report.member import Member
from grader.report.read_back import BrokenRecordError, Record
from grader.report.render import href, makers, page
from grader.report.roll import KINDS, Class, Problem

MADE = ".pages.json"
FILES = ("index.html", feedback.FILE)  # of each student
MADE_OF = ("scores.json", handed_in.FILE)  # beside the roster
SLOWEST = 5  # submissions named for their time
MISTAKES = 15  # shown at first
CHANGES = 200  # listed on the page; all of them are in changes.csv


def write(results: Path, listed: Sequence[Change] = (), found: Class | None = None) -> None:
    """Build the pages of the folder, of the class that was `found` in it; `listed` are those whose mark changed.

    A student's two pages are made anew where they, or what they are made of, is not what it was the last time.
    """
    if not results.is_dir():
        raise Unreadable(f"{results}: expected a folder of results, as `batch` writes it")
    found, former, made = found or roll.read(results), _made(results), dict[str, str]()
    for key, beside in neighbours(found.records).items():
        folder, member = results / key, found.roster.get(key, Member())
        with suppress(BrokenRecordError):  # it was there when the class was read
            scored, said = _written(folder, MADE_OF), (member, [*map(href, beside)])
            if _made_of(scored, _written(folder, FILES), said) != former.get(href(key)):
                one = read_back.read(folder / "scores.json")
                tell(folder, one, member)
                lay(folder / "index.html", student_page(key, one, member, beside, source(folder, one)))
            made[href(key)] = _made_of(scored, _written(folder, FILES), said)
    lay(results / "index.html", class_page(found, listed, alike.likest(alike.read(results))))
    lay(results / MADE, msgspec.json.encode(made).decode())


def neighbours(keys: Mapping[str, object]) -> dict[str, tuple[str, str]]:
    """Who stands before and behind each; nobody is empty."""
    row = ["", *keys, ""]
    return {key: (behind, ahead) for behind, key, ahead in zip(row, row[1:], row[2:], strict=False)}


def source(folder: Path, one: Record) -> list[File]:
    """The sources that a record speaks of, with what was found at their lines; none, where others lie there."""
    files = handed_in.read(folder, one.submission.sha256)
    return handed_in.shown(files, one, handed_out()) if files else []


@cache
def handed_out() -> HandedOut:
    """What everybody started from, read once."""
    return settings.read().handed_out


def class_page(
    found: Class, listed: Sequence[Change] = (), pairs: Sequence[Alike] = (), *, anonymous: bool = False
) -> str:
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
        anonymous=anonymous,
        found=found,
        graded=graded,
        most=most,
        totals=tally.Spread.of([r.score for r in records]),
        seconds=tally.Spread.of([r.seconds for r in records]),
        bins=tally.histogram([r.score for r in records], most),
        slowest=sorted(graded.items(), key=lambda item: -item[1].seconds)[:SLOWEST],
        exercises=tally.exercise_rates(graded),
        not_begun=tally.not_begun(graded),
        mistakes=tally.mistakes(graded),
        at_first=MISTAKES,
        problems=kinds,
        flagged={problem.id for problem in found.problems if problem.kind != "remarks"},
        listed=listed[:CHANGES],
        unlisted=len(listed[CHANGES:]),
        alike=pairs,
        similar=alike.SIMILAR,
        why_none=found.why_none,
        rows=found.rows,
        size=found.size,
        adjusted=found.adjusted,
        columns=list({e.id: e for r in found.records.values() for e in r.exercises}.values()),
    )


def student_page(
    key: str,
    one: Record,
    member: Member,
    beside: tuple[str, str],
    files: Sequence[File] = (),
    *,
    anonymous: bool = False,
) -> str:
    """`RESULTS/<id>/index.html`: everything that is known, for the instructor alone."""
    noted = [(file, line) for file in files for line in file.lines if line.notes]
    return page(
        "student.html.j2", key=key, record=one, member=member, anonymous=anonymous,
        behind=beside[0], ahead=beside[1], told=feedback.FILE, files=files,
        anchors={(file.path, line.number): f"line-{number}" for number, (file, line) in enumerate(noted, 1)},
    )  # fmt: skip


def lay(path: Path, text: str) -> None:
    """Write a page beside its place and rename it. It can be made again at any time, so the disk need not hurry."""
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(text, "utf-8", errors="replace")
    partial.replace(path)


def tell(folder: Path, one: Record, member: Member) -> None:
    """Make the student's own page, and leave it alone where it says the same already."""
    told, text = folder / feedback.FILE, feedback.page_of(one, member) + "\n"
    if not told.exists() or told.read_bytes() != text.encode("utf-8", "replace"):
        lay(told, text)


def _made_of(*parts: object) -> str:
    """A hash of when the results and the pages were written, of whose they are, and of all that makes pages."""
    return hashlib.sha256(msgspec.json.encode((parts, makers(), fingerprint.sources()))).hexdigest()[:16]


def _written(folder: Path, names: Sequence[str]) -> list[tuple[int, int]]:
    """When each was written, and how long it is; nothing of one that is not there."""
    found = []
    for name in names:
        try:
            state = (folder / name).stat()
            found.append((state.st_mtime_ns, state.st_size))
        except OSError:
            found.append((0, 0))
    return found


def _made(results: Path) -> dict[str, str]:
    """What the students' pages were made of, by folder; nothing, where nobody knows."""
    try:
        return msgspec.json.decode((results / MADE).read_bytes(), type=dict[str, str])
    except (OSError, ValueError, RecursionError):
        return {}
