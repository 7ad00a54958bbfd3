"""`grades.csv` for people, `grades.canvas.csv` and `grades.moodle.csv` for the platforms' imports.

    the class that was read + RESULTS/roster.json  →  one line a student, written as it is made

Canvas wants its five columns, then the assignment, and a line of points possible; Moodle maps columns that it is
shown, so that names are enough. A cell that a spreadsheet would take for a formula gets an apostrophe in front.
An empty grade would take away one that stands there, and somebody unknown would end Moodle's import: so these two
hold only who has a score and, where there is a roster, a line in it.

    score (what the tests gave) + adjustment  →  mark, from 0 to the most  →  · what lateness leaves  →  final
"""

import codecs
import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from grader.files import putting
from grader.report import roll
from grader.report.read_back import Record
from grader.report.roll import Class
from grader.report.words import adjusted

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
WHO = (
    "id", "name", "email", "status", "score", "max_score", "adjustment", "submitted_at", "late", "final", "earned",
    "capped", "team",
)  # fmt: skip
HOW = ("adjustments", "violations", "seconds", "note")


def write(results: Path, found: Class | None = None) -> list[str]:
    """Put the three files into `results`, of what was `found` there; a sentence for each result that cannot be read."""
    found, people = found or roll.scored(results), roster(results)
    records, broken = found.records, found.broken
    ids = sorted(sorted(records.keys() | people.keys() | broken.keys() | found.failed), key=str.casefold)
    first = next(iter(records.values()), None)
    parts = [part.id for part in first.exercises] if first else []
    lines = (_row(id, records.get(id), people, parts, _trouble(id, found)) for id in ids)
    put_csv(results / "grades.csv", [[*WHO, *parts, *HOW], *lines])
    name, most = (first.assignment, first.max_score) if first else ("assignment", 0.0)
    sure = [id for id in ids if id in records and (id in people or not people)]
    put_csv(results / "grades.canvas.csv", _canvas(sure, records, people, name, most))
    put_csv(results / "grades.moodle.csv", _moodle(sure, records, people, name))
    return [f"{results / id}: {words}" for id, words in broken.items()]


def put_csv(path: Path, rows: Iterable[Iterable[object]]) -> None:
    """Write rows as they come and should be read: text that looks like a formula stays text."""
    with putting(path) as file:
        text = codecs.getwriter("utf-8")(file, "replace")
        csv.writer(text, lineterminator="\n").writerows([_cell(value) for value in row] for row in rows)


def _cell(value: object) -> object:
    if isinstance(value, str):
        value = "".join(c if c.isprintable() or c in "\t\n" else "�" for c in value)
        return f"'{value}" if value.startswith(FORMULA) else value
    return f"{value:.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else value


def _trouble(id: str, found: Class) -> tuple[str, str]:
    """The status of who has no score, and what to say of one that may be old."""
    if id in found.broken:
        return "unreadable", found.broken[id]
    if id in found.failed:
        return "grader_error", "the grader failed in its last try, see problem.txt"
    return "missing", ""


def roster(results: Path) -> dict[str, dict[str, Any]]:
    """The roster that stands in RESULTS, if there is one."""
    path = results / "roster.json"
    return msgspec.json.decode(path.read_bytes(), type=dict[str, dict[str, Any]]) if path.exists() else {}


def final(id: str, line: Record, people: Mapping[str, Mapping[str, Any]]) -> float:
    """The mark that counts: with what was adjusted by hand, and after lateness, where a roster says so."""
    return float(people.get(id, {}).get("final", line.mark))


def _row(
    id: str, line: Record | None, people: dict[str, dict[str, Any]], parts: list[str], trouble: tuple[str, str]
) -> list[object]:
    person = people.get(id, {})
    who = [id, person.get("name", ""), person.get("email", "")]
    when = [person.get("handed_in_at") or person.get("submitted_at", ""), person.get("late", "")]
    status, words = trouble
    if line is None:
        team = person.get("team", "")
        return [*who, status, "", "", "", *when, "", "", "", team, *("" for _ in parts), "", "", "", words]
    policy, scored = line.policy, line.by_exercise
    return [
        *who, line.status, line.score, line.max_score, line.adjusted, *when, final(id, line, people), policy.earned,
        "yes" if policy.capped else "no", person.get("team", ""), *(scored.get(part, "") for part in parts),
        "; ".join(adjusted(each, by=True) for each in line.adjustments), len(policy.violations), line.seconds,
        " ".join(filter(None, [*line.notes, words])),
    ]  # fmt: skip


def _canvas(
    ids: list[str], lines: dict[str, Record], people: dict[str, dict[str, Any]], name: str, most: float
) -> Iterator[list[object]]:
    """Canvas's gradebook import: five columns that say who, the assignment, and a line of points possible."""
    yield ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", name]
    yield ["Points Possible", "", "", "", "", most]
    for id in ids:
        person, score = people.get(id, {}), final(id, lines[id], people)
        who = [person.get(key, "") for key in ("canvas_id", "sis_user_id")]
        login = person.get("sis_login_id") or id
        yield [person.get("name") or id, *who, login, person.get("section", ""), score]


def _moodle(
    ids: list[str], lines: dict[str, Record], people: dict[str, dict[str, Any]], name: str
) -> Iterator[list[object]]:
    """Moodle's gradebook import: identify by ID number or e-mail, map the grade and its feedback."""
    yield ["ID number", "Full name", "Email address", name, f"{name} (feedback)"]
    for id in ids:
        person, line = people.get(id, {}), lines[id]
        says = [*line.notes, *map(adjusted, line.adjustments), *filter(None, [person.get("late", "")])]
        yield [id, person.get("name", ""), person.get("email", ""), final(id, line, people), "; ".join(says)]
