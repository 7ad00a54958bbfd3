"""The roster: who is in the class, when they handed in, what extra time they have.

A CSV with a heading line; `,`, `;` or tabs between the columns; only `id` is a must, it is the name of the entry:

    id, name, email, submitted at, extra time, team, canvas id, sis user id, sis login id, section

    roster.csv  →  {id: Person}  →  RESULTS/roster.json (with the lateness), read by gradebook and pages
"""

import csv
import io
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from grader.batch.entries import safe
from grader.batch.late import read_minutes, read_time
from grader.batch.tables import MOST, delimiter, text_of
from grader.errors import Unreadable
from grader.platforms import rosters
from grader.platforms.rosters import Table

COLUMNS = {
    "id": "id", "name": "name", "full name": "name", "student": "name", "email": "email", "e-mail": "email",
    "email address": "email", "submitted at": "submitted_at", "submitted": "submitted_at",
    "submission time": "submitted_at", "extra time": "extra_minutes", "canvas id": "canvas_id",
    "sis user id": "sis_user_id", "sis login id": "sis_login_id", "section": "section",
    "team": "team", "group": "team",
}  # fmt: skip
NOBODY: dict[str, str] = {}


class Person(msgspec.Struct, frozen=True, omit_defaults=True):
    """A student, as a line of the roster tells: who, when it was handed in, extra time in minutes, ids of platforms."""

    id: str
    name: str = ""
    email: str = ""
    submitted_at: datetime | None = None
    extra_minutes: float = 0.0
    canvas_id: str = ""
    sis_user_id: str = ""
    sis_login_id: str = ""
    section: str = ""
    team: str = ""  # as safe as the id of an entry; empty for who works alone


def read(path: Path, keys: Mapping[str, str] = NOBODY) -> dict[str, Person]:
    """The roster by entry id; `Unreadable` names every bad line at once.

    A platform's own table is understood as it is; `keys`: by what the platform knows the entries → their ids.
    """
    text = text_of(path, "roster")
    try:
        if platform := _exported(path, text, keys):
            text = platform.text()
        table = csv.reader(io.StringIO(text), delimiter="," if platform else delimiter(text), strict=True)
        columns = _columns(next(table, []))
        people, problems = _people(table, columns)
    except (ValueError, csv.Error) as error:
        raise Unreadable(f"{path}: {error}") from error
    if problems:
        more = [f"and {len(problems) - MOST} more"] if len(problems) > MOST else []
        raise Unreadable("\n".join([*(f"{path}, {problem}" for problem in problems[:MOST]), *more]))
    return people


def exported(path: Path, keys: Mapping[str, str] = NOBODY) -> Table | None:
    """A platform's own table as it came, with the ids of the entries, where the roster is one."""
    return _exported(path, text_of(path, "roster"), keys)


def _exported(path: Path, text: str, keys: Mapping[str, str]) -> Table | None:
    table = rosters.read(path, text, delimiter(text), keys)
    if table is None:
        return None
    people = tuple(one and {**one, "id": safe(one["id"])} for one in table.people)
    return msgspec.structs.replace(table, people=people)


def _columns(headings: list[str]) -> list[str]:
    """The field that each column fills, empty for a column that is of no use here."""
    columns = [COLUMNS.get(" ".join(h.replace("_", " ").lower().split()), "") for h in headings]
    if "id" not in columns:
        raise ValueError(f"expected a column `id` in the first line, got {', '.join(headings) or 'nothing'}")
    if twice := sorted({c for c in columns if c and columns.count(c) > 1}):
        raise ValueError(f"several columns mean the same: {', '.join(twice)}")
    return columns


def _people(table: Any, columns: list[str]) -> tuple[dict[str, Person], list[str]]:
    """Everybody, and a sentence for each line that cannot be understood."""
    people: dict[str, Person] = {}
    problems: list[str] = []
    for cells in table:
        if not any(cell.strip() for cell in cells):
            continue
        try:
            if len(cells) != len(columns):
                raise ValueError(f"expected {len(columns)} cells, got {len(cells)}")
            person = _person({c: cell.strip() for c, cell in zip(columns, cells, strict=True) if c})
            if former := people.get(person.id):
                two = former.team and person.team and former.team != person.team
                words = f", in the team {former.team} and now in {person.team}: expected one team" if two else ""
                raise ValueError(f"the id {person.id!r} stands in an earlier line, too{words}")
            people[person.id] = person
        except ValueError as error:
            problems.append(f"line {table.line_num}: {error}")
    for name, members in teams(people).items():
        if name in people and name not in members:
            problems.append(f"the team {name} has the id of somebody who is not in it: expected another name")
    return people, problems


def teams(people: Mapping[str, Person]) -> dict[str, list[str]]:
    """The ids of each team's members, in the order of the roster."""
    found: dict[str, list[str]] = {}
    for id, person in people.items():
        if person.team:
            found.setdefault(person.team, []).append(id)
    return found


def _person(cells: dict[str, str]) -> Person:
    """A line of the roster as a record, under the id of the entry of this name; `ValueError` says what is wrong."""
    if not cells["id"]:
        raise ValueError("the id is empty")
    read_as: dict[str, Any] = {"submitted_at": read_time, "extra_minutes": read_minutes}
    known = {name: read_as.get(name, str)(text) for name, text in cells.items() if text}
    names = {name: safe(cells[name]) for name in ("id", "team") if cells.get(name)}
    return Person(**known | names)
