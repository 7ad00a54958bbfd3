"""Back to Moodle: the grading worksheet with grades and comments filled in, and the zip of feedback files.

    worksheet   "Upload grading worksheet": each row as it came, but for `Grade` and `Feedback comments`
    zip         "Upload multiple feedback files in a zip": <folder as exported>/feedback.html

Moodle finds people by the number alone, in `Identifier` and in the folder's name. It passes over a row whose grade is
empty, above the maximum, or older than what stands there, which `Last modified (grade)` tells: so that stays, too.
"""

import html
import io
import re
import zipfile
from collections.abc import Mapping

from grader.errors import Unreadable
from grader.platforms import moodle
from grader.platforms.kept import Kept
from grader.platforms.marks import PAGE, Mark
from grader.platforms.rosters import Table

OURS = re.compile(r"<p>Autograder: [^<]*</p>")
MOST = "Maximum grade"
DECIMALS = 2  # as Moodle keeps
MIDNIGHT = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold


def worksheet(kept: Kept, marks: Mapping[str, Mark]) -> tuple[list[list[str]], list[str]]:
    """The rows of the grades file, and what to say of it."""
    table = kept.table
    if table is None or table.platform != moodle.TITLE:
        raise Unreadable("no grading worksheet is known; give Moodle's to `batch` or `report` with --roster")
    rows = [list(table.headings)]
    told, filled, scaled = [], 0, set()
    for cells, person in zip(table.rows, table.people, strict=True):
        row = dict(zip(table.headings, cells, strict=False))
        mark = marks.get(person.get("id", ""))
        if mark and row.get("Grade can be changed", "Yes").strip().casefold() == "no":
            told.append(f"{mark.id}: Moodle says that this grade cannot be changed")
        most = _number(row.get(MOST, "")) or (mark.most if mark else 0.0)
        if mark and most != mark.most:
            scaled.add(f"Moodle's maximum grade is {most:g}: grades are scaled from {mark.most:g}")
        row[moodle.GRADE] = f"{mark.final * most / mark.most:.{DECIMALS}f}" if mark else ""
        if mark and moodle.COMMENT in row:
            row[moodle.COMMENT] = comment(row[moodle.COMMENT], mark)
        filled += bool(mark)
        rows.append([row.get(heading, "") for heading in table.headings])
    return rows, [f"{filled} of {len(table.rows)} rows have a grade", *sorted(scaled), *told, *_strangers(table, marks)]


def comment(before: str, mark: Mark) -> str:
    """What stood there, with ours in the place of an earlier one of ours, or behind it."""
    ours = f"<p>Autograder: {html.escape(mark.words)}</p>"
    return OURS.sub(lambda _: ours, before, count=1) if OURS.search(before) else before + ours


def _number(text: str) -> float:
    """A grade in either notation; 0 where there is none."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return 0.0


def _strangers(table: Table, marks: Mapping[str, Mark]) -> list[str]:
    """Who was graded and is in no row."""
    known = {person.get("id") for person in table.people}
    return [f"{id}: in no row of the worksheet, so that no grade goes back" for id in marks if id not in known]


def archive(kept: Kept, marks: Mapping[str, Mark]) -> tuple[bytes, list[str]]:
    """The zip of feedback files, and what to say of it."""
    stream, told = io.BytesIO(), []
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for mark in marks.values():
            label = _label(mark, kept)
            if mark.page is None or not label:
                told.append(f"{mark.id}: no feedback goes back, for {'Moodle' if mark.page else 'want of a page'}")
                continue
            member = zipfile.ZipInfo(f"{label}/{PAGE}", MIDNIGHT)
            member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, 0o100644 << 16
            packed.writestr(member, mark.page.read_bytes())
    return stream.getvalue(), told


def _label(mark: Mark, kept: Kept) -> str:
    """The folder's name as it was exported; of who is known by a number alone, as Moodle would name it."""
    if place := kept.places.get(mark.id):
        return place.label
    number = re.search(r"_(\d+)$", mark.id)
    return f"{mark.id}_assignsubmission_file_" if number else ""
