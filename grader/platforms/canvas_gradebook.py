"""Back to Canvas: the gradebook as its import takes it, with the one assignment's column and who has a mark.

    Student, ID, SIS User ID, SIS Login ID, Section, Project 2 (4711)
        Points Possible, , , , , 100
    "Lovelace, Ada", 123, …, 87.5

Canvas finds the assignment by the number in the heading, and people by `ID`; columns and rows that are not there stay
as they are. Without a gradebook export the rows come from the download alone, and Canvas asks for the assignment.
"""

import re
from collections.abc import Mapping

from grader.errors import Unreadable
from grader.platforms import canvas
from grader.platforms.kept import Kept
from grader.platforms.marks import Mark
from grader.platforms.rosters import Table

NUMBERED = re.compile(r".*\(\d+\)", re.DOTALL)
DECIMALS = 2  # as Canvas shows


def gradebook(
    kept: Kept, marks: Mapping[str, Mark], assignment: str = "", title: str = "assignment"
) -> tuple[list[list[str]], list[str]]:
    """The rows of the file, and what to say of it; `assignment`: a part of a heading that tells the one that is meant.

    `title` heads the column where no gradebook was exported.
    """
    table = kept.table
    if table is None or table.platform != canvas.TITLE:
        return _without(kept, marks, assignment or title)
    column, told = _column(table, assignment)
    at = table.headings.index(column)
    who = [heading for heading in table.headings if heading in canvas.WHO]
    possible = next((row for row in table.rows if row and canvas.POSSIBLE in row[0]), ())
    most = _number(possible[at]) if len(possible) > at else 0.0
    ours = next(iter(marks.values())).most
    if most and most != ours:
        told.append(f"{column}: {most:g} points possible; marks are scaled from {ours:g}")
    rows = [[*who, column], [f"    {canvas.POSSIBLE}", *[""] * (len(who) - 1), f"{most or ours:g}"]]
    for cells, person in zip(table.rows, table.people, strict=True):
        if mark := marks.get(person.get("id", "")):
            row = dict(zip(table.headings, cells, strict=False))
            rows.append([*(row.get(heading, "") for heading in who), _grade(mark, most or ours)])
    known = {person.get("id") for person in table.people}
    told += [f"{id}: in no row of the gradebook, so that no mark goes back" for id in marks if id not in known]
    return rows, [f"{len(rows) - 2} marks for {column}", *told]


def _column(table: Table, assignment: str) -> tuple[str, list[str]]:
    """The heading of the assignment: the one that is named, the only one, or the only one that nobody has a mark in."""
    every = [heading for heading in table.headings if heading not in canvas.WHO and NUMBERED.fullmatch(heading)]
    fit = [heading for heading in every if assignment.casefold() in heading.casefold()]
    if len(fit) == 1:
        return fit[0], []
    if not assignment:
        graded = [[*row] + [""] * len(table.headings) for row, one in zip(table.rows, table.people, strict=True) if one]
        blank = [name for name in fit if not any(row[table.headings.index(name)].strip() for row in graded)]
        if len(blank) == 1:
            return blank[0], [f"taken for {blank[0]}, the only assignment without a mark; --assignment names another"]
    names = "; ".join(every) or "none"
    got = f"--assignment {assignment!r}" if assignment else "no --assignment"
    raise Unreadable(f"expected --assignment with a part of one heading's text, got {got}; the gradebook has: {names}")


def _without(kept: Kept, marks: Mapping[str, Mark], title: str) -> tuple[list[list[str]], list[str]]:
    """The gradebook of a download alone: people by their number."""
    places = {id: place for id, place in kept.places.items() if kept.platform == canvas.TITLE and place.key.isdigit()}
    if not places:
        raise Unreadable("no gradebook is known; give Canvas' export to `batch` or `report` with --roster")
    who = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    most = next(iter(marks.values())).most
    rows = [[*who, title], [f"    {canvas.POSSIBLE}", "", "", "", "", f"{most:g}"]]
    for id, mark in marks.items():
        if id in places:
            rows.append([places[id].name, places[id].key, "", "", "", _grade(mark, most)])
    told = f"{len(rows) - 2} marks, without a gradebook export: Canvas asks to which assignment they belong"
    return rows, [told, *(f"{id}: unknown to Canvas' download" for id in marks if id not in places)]


def _grade(mark: Mark, most: float) -> str:
    return f"{mark.final * most / mark.most:.{DECIMALS}f}"


def _number(text: str) -> float:
    """Points in either notation; 0 where there are none, or a note such as "(read only)"."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return 0.0
