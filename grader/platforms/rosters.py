"""The tables that platforms export, as a plain roster: who is in the class, under the ids of the entries.

worksheet · gradebook · roster · metadata → the platform's module → {column: cell}, a row each → `batch.roster`
"""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from grader.platforms import canvas, classroom, gradescope, moodle

TABLES = (moodle, canvas, classroom)
COLUMNS = ("id", "name", "email", "submitted at", "canvas id", "sis user id", "sis login id", "section", "team")
Row = tuple[str, ...]


class Table(msgspec.Struct, frozen=True):
    """A platform's table as it came: headings and rows, and whom each row tells of."""

    platform: str
    headings: Row
    rows: tuple[Row, ...]
    people: tuple[dict[str, str], ...]  # of a row each; empty where it tells of nobody

    def text(self) -> str:
        """A plain roster, a line a row, so that a complaint about one names it."""
        columns = [column for column in COLUMNS if column == "id" or any(one.get(column) for one in self.people)]
        stream = io.StringIO()
        lines = [[one.get(column, "") for column in columns] if one else [] for one in self.people]
        csv.writer(stream, lineterminator="\n").writerows([columns, *lines])
        return stream.getvalue()


def read(path: Path, text: str, delimiter: str, keys: Mapping[str, str]) -> Table | None:
    """The table, if it is a platform's; `keys`: by what the platform knows the entries → their ids."""
    if path.suffix in {".yml", ".yaml"}:
        return Table(gradescope.TITLE, (), (), tuple(gradescope.people(path)))
    headings, *rows = [*csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)] or [[]]
    headings = [heading.strip() for heading in headings]
    for platform in TABLES:
        if platform.is_table(headings):
            people = platform.people(headings, rows, keys)
            return Table(platform.TITLE, tuple(headings), _rows(rows), _teamed(people, headings, rows))
    return None


def _teamed(
    people: Sequence[dict[str, str]], headings: Sequence[str], rows: Sequence[Sequence[str]]
) -> tuple[dict[str, str], ...]:
    """With the teams of a column that somebody added, called `team` as in a plain roster."""
    at = next((place for place, heading in enumerate(headings) if heading.casefold() == "team"), None)
    if at is None:
        return tuple(people)
    return tuple(
        one and {**one, "team": row[at] if len(row) > at else ""} for one, row in zip(people, rows, strict=True)
    )


def _rows(rows: Sequence[Sequence[str]]) -> tuple[Row, ...]:
    return tuple(tuple(row) for row in rows)
