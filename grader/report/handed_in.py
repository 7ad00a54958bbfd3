"""What was handed in, kept as text beside the scores, and what was found at each of its lines.

    Submission → RESULTS/<id>/sources.json → with the Record → File → Line → Note

Lines are Python's own. A file as it was handed out is only named; of a long one there is the beginning, and what stands
round a note.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec

from grader.files import put
from grader.records import HandedOut, Submission
from grader.report.read_back import Record
from grader.report.tally import shared
from grader.report.words import count

FILE = "sources.json"
LINE_END = re.compile(r"\r\n|\r|\n")
PLACE = re.compile(r"([\w./-]+\.py):(\d{1,7})\b")  # in a hint, else in a message
LONGEST = 400  # characters of a line
LONG = 1500  # lines of a file that are shown whatever they are
MOST = 8000  # … and of a submission
AROUND = 8  # lines before and after a note, in what is longer
NOTES, TITLES, WORDS = 6, 3, 300  # notes at a line, tests in one, and characters of it


class Kept(msgspec.Struct, frozen=True):
    """What lies on disk: the sources by path, and the hash by which a score knows them."""

    sha256: str
    files: dict[str, str]


class Note(NamedTuple):
    """Something that was found at a line."""

    kind: str  # violation, remark, waived, gap or raised
    text: str


class Line(NamedTuple):
    """One line of a source; number 0 stands for lines that are left out."""

    number: int
    text: str
    notes: tuple[Note, ...] = ()


class File(NamedTuple):
    """One source; without lines where it is as it was handed out."""

    path: str
    lines: tuple[Line, ...]
    size: int  # of all its lines
    notes: int


def keep(submission: Submission, folder: Path) -> None:
    """Write the sources into `folder`, where they do not lie there already."""
    if read(folder, submission.sha256) is None:
        files = {path: code.decode("utf-8", "replace") for path, code in sorted(submission.files.items())}
        put(folder / FILE, msgspec.json.encode(Kept(submission.sha256, files)).decode())


def read(folder: Path, sha256: str) -> dict[str, str] | None:
    """The sources of this hash; None where others lie there, or none."""
    try:
        kept = msgspec.json.decode((folder / FILE).read_bytes(), type=Kept)
    except (OSError, ValueError, RecursionError):
        return None
    return kept.files if sha256 and kept.sha256 == sha256 else None


def shown(files: Mapping[str, str], record: Record, handed_out: HandedOut) -> list[File]:
    """The files with their notes: those that have some first, then the longest way from what was handed out."""
    places, made, left = found(record, files), [], MOST
    for path, text in files.items():
        notes = {line: tuple(listed) for (file, line), listed in places.items() if file == path}
        lines = LINE_END.split(text.removesuffix("\n"))
        if handed_out.untouched(path, text.encode()):
            made.append(File(path, (), len(lines), 0))
            continue
        kept = tuple(_lines(lines, notes, min(LONG, left)))
        left = max(0, left - len(kept))
        made.append(File(path, kept, len(lines), sum(map(len, notes.values()))))
    return sorted(made, key=lambda file: (not file.notes, not file.lines, file.path))


def _lines(lines: list[str], notes: Mapping[int, tuple[Note, ...]], most: int) -> Iterator[Line]:
    """All of the first `most` lines, and what stands round a note behind them."""
    near = {line + step for line in notes for step in range(-AROUND, AROUND + 1)}
    passed = 0
    for number, text in enumerate(lines, 1):
        if number > most and number not in near:
            passed += 1
            continue
        if passed:
            yield _left_out(passed)
            passed = 0
        long = len(text) - LONGEST
        short = f"{text[:LONGEST]} … {count(long, 'more character')}" if long > 0 else text
        yield Line(number, short, notes.get(number, ()))
    if passed:
        yield _left_out(passed)


def _left_out(number: int) -> Line:
    return Line(0, f"… {count(number, 'line')} left out")


def found(record: Record, files: Mapping[str, str]) -> dict[tuple[str, int], list[Note]]:
    """By file and line, what the rule, the reader of files and the tests have to say; the graver first."""
    notes: dict[tuple[str, int], list[Note]] = {}
    rule = record.policy
    for kind, listed in (("violation", rule.violations), ("remark", rule.remarks), ("waived", rule.waived)):
        for notice in listed:
            notes.setdefault((notice.file, notice.line), []).append(Note(kind, f"{notice.message} ({notice.rule})"))
    for gap in record.gaps:
        notes.setdefault((gap.file, gap.line), []).append(Note("gap", gap.message))
    for place, said in _raised(record).items():
        notes.setdefault(place, []).extend(said)
    lasts = {path: len(LINE_END.split(text)) for path, text in files.items()}
    return {
        (file, line): list(dict.fromkeys(listed))[:NOTES]
        for (file, line), listed in notes.items()
        if 0 < line <= lasts.get(file, 0)
    }


def _raised(record: Record) -> dict[tuple[str, int], list[Note]]:
    """What tests say of a line: one note for all that say the same."""
    said: dict[tuple[str, int], dict[str, list[str]]] = {}
    for exercise in record.exercises:
        for test in exercise.tests:
            place = PLACE.search(test.hint) or PLACE.search(test.message)
            if place and test.outcome != "passed":
                words = shared(test.hint) or test.message.splitlines()[0]
                at = said.setdefault((place[1], int(place[2])), {})
                at.setdefault(words[:WORDS], []).append(f"{exercise.title}: {test.title}")
    return {
        place: [Note("raised", f"{words} {_titles(titles)}") for words, titles in at.items()]
        for place, at in said.items()
    }


def _titles(titles: list[str]) -> str:
    more = f"; and {count(len(titles) - TITLES, 'other test')}" if titles[TITLES:] else ""
    return f"({'; '.join(titles[:TITLES])}{more})"
