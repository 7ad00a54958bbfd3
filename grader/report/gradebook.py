"""`grades.csv` for people, `grades.canvas.csv` and `grades.moodle.csv` for the platforms' imports.

    RESULTS/*/scores.json + RESULTS/roster.json  →  one line a student, read one result at a time

Canvas wants its five columns, then the assignment, and a line of points possible; Moodle maps columns that it is
shown, so that names are enough. A cell that a spreadsheet would take for a formula gets an apostrophe in front.
A student of whom there is no score gets an empty grade there, which both platforms leave alone.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from grader.errors import Unreadable
from grader.report.scores import put

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
WHO = ("id", "name", "email", "status", "score", "max_score", "submitted_at", "late", "final", "earned", "capped")
HOW = ("violations", "seconds", "note")


class Part(msgspec.Struct):
    """An exercise in a result."""

    id: str
    score: float


class Policy(msgspec.Struct):
    """The rule in a result."""

    violations: list[dict[str, Any]]
    earned: float
    capped: bool


class Line(msgspec.Struct):
    """The part of `scores.json` that a gradebook shows."""

    assignment: str
    status: str
    notes: list[str]
    score: float
    max_score: float
    exercises: list[Part]
    policy: Policy
    seconds: float


def write(results: Path) -> None:
    """Put the three files into `results`."""
    roster = _roster(results)
    lines = dict(_lines(results))
    ids = sorted(lines.keys() | roster.keys() | {path.parent.name for path in results.glob("*/problem.txt")})
    first = next(iter(lines.values()), None)
    parts = [part.id for part in first.exercises] if first else []
    put_csv(results / "grades.csv", [[*WHO, *parts, *HOW], *(_row(id, lines, roster, parts) for id in ids)])
    name, most = (first.assignment, first.max_score) if first else ("assignment", 0.0)
    put_csv(results / "grades.canvas.csv", _canvas(ids, lines, roster, name, most))
    put_csv(results / "grades.moodle.csv", _moodle(ids, lines, roster, name))


def put_csv(path: Path, rows: Iterable[Iterable[object]]) -> None:
    """Write rows as they should be read: text that looks like a formula stays text."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([_cell(value) for value in row] for row in rows)
    put(path, text.getvalue().removesuffix("\n"))


def _cell(value: object) -> object:
    if isinstance(value, str):
        value = "".join(c if c.isprintable() or c in "\t\n" else "�" for c in value)
        return f"'{value}" if value.startswith(FORMULA) else value
    return f"{value:.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else value


def _lines(results: Path) -> Iterator[tuple[str, Line]]:
    for path in sorted(results.glob("*/scores.json")):
        try:
            yield path.parent.name, msgspec.json.decode(path.read_bytes(), type=Line)
        except (OSError, msgspec.DecodeError) as error:
            raise Unreadable(f"{path}: expected a result of this grader ({error})") from error


def _roster(results: Path) -> dict[str, dict[str, Any]]:
    path = results / "roster.json"
    return msgspec.json.decode(path.read_bytes(), type=dict[str, dict[str, Any]]) if path.exists() else {}


def final(id: str, line: Line | None, roster: dict[str, dict[str, Any]]) -> float | None:
    """The score that counts: after lateness, where a roster says so; None where there is no score."""
    if line is None:
        return None
    return float(roster[id]["final"]) if id in roster else line.score


def _row(id: str, lines: dict[str, Line], roster: dict[str, dict[str, Any]], parts: list[str]) -> list[object]:
    person, line = roster.get(id, {}), lines.get(id)
    who = [id, person.get("name", ""), person.get("email", "")]
    when = [person.get("submitted_at", ""), person.get("late", "")]
    if line is None:
        status = "missing" if id in roster else "grader_error"
        return [*who, status, "", "", *when, "", "", "", *("" for _ in parts), "", "", ""]
    scored = {part.id: part.score for part in line.exercises}
    policy = line.policy
    return [
        *who, line.status, line.score, line.max_score, *when, final(id, line, roster), policy.earned,
        "yes" if policy.capped else "no", *(scored.get(part, "") for part in parts), len(policy.violations),
        line.seconds, " ".join(line.notes),
    ]  # fmt: skip


def _canvas(
    ids: list[str], lines: dict[str, Line], roster: dict[str, dict[str, Any]], name: str, most: float
) -> Iterator[list[object]]:
    """Canvas's gradebook import: five columns that say who, the assignment, and a line of points possible."""
    yield ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", name]
    yield ["Points Possible", "", "", "", "", most]
    for id in ids:
        person, score = roster.get(id, {}), final(id, lines.get(id), roster)
        who = [person.get(key, "") for key in ("canvas_id", "sis_user_id")]
        login = person.get("sis_login_id") or id
        yield [person.get("name") or id, *who, login, person.get("section", ""), "" if score is None else score]


def _moodle(
    ids: list[str], lines: dict[str, Line], roster: dict[str, dict[str, Any]], name: str
) -> Iterator[list[object]]:
    """Moodle's gradebook import: identify by ID number or e-mail, map the grade and its feedback."""
    yield ["ID number", "Full name", "Email address", name, f"{name} (feedback)"]
    for id in ids:
        person, line = roster.get(id, {}), lines.get(id)
        score = final(id, line, roster)
        says = [*(line.notes if line else ()), *filter(None, [person.get("late", "")])]
        yield [id, person.get("name", ""), person.get("email", ""), "" if score is None else score, " ".join(says)]
