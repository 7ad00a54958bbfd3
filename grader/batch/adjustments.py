"""The adjustments: what an instructor decides by hand, a line each, kept over every regrade.

A CSV beside the roster, since that is what a course keeps its lists in; `,`, `;` or tabs between the columns:

    id, what, where, by, comment, value
    anna, waive, framework/linear.py:3, Dr. Rossi, only in a comment of the course's own template,
    ben, hold, dynamic, Dr. Rossi, hides torch.nn,
    ben, points, linear, Dr. Rossi, shown in the exercise class, +2
    cleo, total, , Dr. Rossi, oral examination, 80
    dora, extension, , Dr. Rossi, ill, 2 d
    emil, submission, late/emil.zip, Dr. Rossi, came by e-mail,

The id is a person's, an entry's, or a team's, and then of all its members.

    adjustments.csv  →  {id: lines}  →  RESULTS/adjustments.json  →  `settle`: every scores.json that they speak of
"""

import csv
import io
import math
import os
from pathlib import Path
from typing import Annotated, Literal, get_args

import msgspec
import typer

from grader.batch.entries import safe
from grader.batch.late import read_minutes
from grader.batch.tables import MOST, delimiter, text_of
from grader.errors import Unreadable
from grader.files import put
from grader.scoring.rubric import Rubric

FILE = "adjustments.json"
COLUMNS = ("id", "what", "where", "by", "comment")
VALUE = "value"  # a column that files of waivers alone need not have, nor their lines where it is the last
What = Literal["waive", "hold", "points", "total", "extension", "submission"]
PLACED = ("waive", "hold", "submission")  # where they speak of has to be said
VALUED = ("points", "total", "extension")  # and how much
Option = Annotated[
    Path | None,
    typer.Option("--adjustments", help="CSV: id, what, where, by, comment, value (docs/course.md); kept until another"),
]


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line: what is decided, by whom and why."""

    what: What
    where: str  # a place of the rule, an exercise, or a path; empty for the whole
    by: str
    why: str = ""  # the comment for the student
    value: float = 0.0  # points, or minutes of an extension
    at: str = ""  # the file and line that it stands in


Adjustments = dict[str, list[Line]]  # by the id of the entry, person or team


def read(path: Path, rubric: Rubric) -> Adjustments:
    """The lines by id; `Unreadable` names every bad one at once, and then none of the file counts."""
    text = text_of(path, "adjustments")
    found: Adjustments = {}
    problems = []
    try:
        table = csv.reader(io.StringIO(text), delimiter=delimiter(text), strict=True)
        columns = _columns(next(table, []))
        for cells in table:
            if any(cell.strip() for cell in cells):
                try:
                    id, line = _line(columns, cells, f"{path.name}, line {table.line_num}", path.parent, rubric)
                    found.setdefault(id, []).append(_fits(line, found.get(id, [])))
                except ValueError as error:
                    problems.append(f"line {table.line_num}: {error}")
    except (ValueError, csv.Error) as error:
        raise Unreadable(f"{path}: {error}") from error
    if problems:
        more = [f"and {len(problems) - MOST} more"] if len(problems) > MOST else []
        raise Unreadable("\n".join([*(f"{path}, {problem}" for problem in problems[:MOST]), *more]))
    return found


def _columns(headings: list[str]) -> list[str]:
    """The headings, which may stand in any order."""
    columns = [" ".join(cell.lower().split()) for cell in headings]
    if sorted(columns) not in (sorted(COLUMNS), sorted([*COLUMNS, VALUE])):
        got = ", ".join(columns) or "nothing"
        raise ValueError(f"expected the columns {', '.join(COLUMNS)}, and {VALUE} where points are given, got {got}")
    return columns


def _line(columns: list[str], cells: list[str], at: str, folder: Path, rubric: Rubric) -> tuple[str, Line]:
    """Whose line it is, and the line, a path beside the file made whole; `ValueError` says what is wrong."""
    if columns[-1] == VALUE and len(cells) == len(columns) - 1:
        cells = [*cells, ""]
    if len(cells) != len(columns):
        raise ValueError(f"expected {len(columns)} cells, got {len(cells)}")
    row = {VALUE: ""} | {name: cell.strip() for name, cell in zip(columns, cells, strict=True)}
    what = row["what"].lower()
    if what not in get_args(What):
        raise ValueError(f"expected {', '.join(get_args(What))} in the column `what`, got {row['what']!r}")
    needed = [name for name, kinds in (("where", PLACED), (VALUE, VALUED)) if what in kinds]
    for name in ("id", *needed, "by"):
        if not row[name]:
            raise ValueError(f"the column `{name}` is empty")
    if row["where"] and what in {"total", "extension"}:
        raise ValueError(f"{what} is of the whole: expected nothing in the column `where`, got {row['where']!r}")
    if row[VALUE] and what not in VALUED:
        raise ValueError(f"expected nothing in the column `{VALUE}` beside {what}, got {row[VALUE]!r}")
    if what == "points" and row["where"] and row["where"] not in rubric.exercises:
        raise ValueError(f"expected one of {', '.join(rubric.exercises)} or nothing, got the exercise {row['where']!r}")
    value = _value(what, row[VALUE], rubric.max_score)
    beside = folder / row["where"]
    where = os.path.abspath(beside) if what == "submission" and os.path.lexists(beside) else row["where"]  # noqa: PTH100
    return safe(row["id"]), msgspec.convert(
        {"what": what, "where": where, "by": row["by"], "why": row["comment"], VALUE: value, "at": at}, Line
    )


def _value(what: str, text: str, most: float) -> float:
    """How many points, or minutes."""
    if what not in VALUED:
        return 0.0
    if what == "extension":
        return read_minutes(text)
    least = 0.0 if what == "total" else -most
    try:
        number = float(text.replace("−", "-").replace(",", ".") if text.isprintable() and "_" not in text else "")
    except ValueError:
        number = math.nan
    if not least <= number <= most:
        raise ValueError(f"expected a number from {least:g} to {most:g} in the column `{VALUE}`, got {text!r}")
    return number


def _fits(line: Line, others: list[Line]) -> Line:
    """The line, if its kind may stand beside those of the same id."""
    alone = [other for other in others if line.what in {"total", "submission"} and other.what == line.what]
    if alone:
        raise ValueError(f"a second {line.what} for the same id, the first one is in {alone[0].at}")
    return line


def kept(results: Path) -> Adjustments:
    """Those that stand in RESULTS from the last time."""
    path = results / FILE
    try:
        return msgspec.json.decode(path.read_bytes(), type=Adjustments) if path.exists() else {}
    except (OSError, ValueError, RecursionError) as error:
        raise Unreadable(f"{path}: {error}; give the adjustments again with --adjustments") from error


def keep(results: Path, given: Adjustments) -> None:
    """Let them stand in RESULTS until others are given."""
    put(results / FILE, msgspec.json.format(msgspec.json.encode(given), indent=1).decode())


def shared(adjustments: Adjustments, teams: dict[str, list[str]]) -> Adjustments:
    """The lines by the ids of people and entries: those of a team go to each member, before the member's own."""
    found: Adjustments = {}
    for id in sorted(adjustments, key=lambda id: id not in teams):
        for member in teams.get(id, [id]):
            found.setdefault(member, []).extend(adjustments[id])
    return found
