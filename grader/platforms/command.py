"""`python -m grader feedback RESULTS --moodle | --canvas | --out DIR`: what goes back, and nothing else.

marks of grades.csv, each student's own feedback.html → the platform's files, or a folder a student
"""

import csv
import io
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from grader.errors import Unreadable
from grader.files import put, put_bytes, writable
from grader.platforms import canvas_gradebook, kept, marks, moodle_feedback
from grader.platforms.marks import Mark

MOST = 10  # things said at once
WORKSHEET, PAGES, GRADEBOOK = "moodle-worksheet.csv", "moodle-feedback.zip", "canvas-gradebook.csv"


def feedback(
    results: Annotated[Path, typer.Argument(help="a folder that batch has written")],
    moodle: Annotated[bool, typer.Option("--moodle", help="the grading worksheet filled in, the zip of pages")] = False,
    canvas: Annotated[bool, typer.Option("--canvas", help="the gradebook with the assignment's column")] = False,
    out: Annotated[Path | None, typer.Option(help="a folder a student, with feedback.html in it")] = None,
    assignment: Annotated[
        str, typer.Option(help="for --canvas: a part of the heading, where several may be meant")
    ] = "",
) -> None:
    """Write what students may see, as the platforms take it back."""
    if not (moodle or canvas or out):
        raise Unreadable("expected --moodle, --canvas or --out DIR: what the feedback is for")
    found, known = marks.read(results), kept.read(results)
    if refused := [mark.id for mark in found.values() if mark.status != "graded"]:
        more = ", …" if refused[MOST:] else ""
        sys.stdout.write(f"not graded, so that 0 points go back: {len(refused)} ({', '.join(refused[:MOST])}{more})\n")
    if moodle:
        rows, told = moodle_feedback.worksheet(known, found)  # before anything is written: it may be refused
        pages, unsaid = moodle_feedback.archive(known, found)
        _said(put_bytes(results / PAGES, pages), unsaid)
        _said(*_table(results / WORKSHEET, rows, told))
    if canvas:
        rows, told = canvas_gradebook.gradebook(known, found, assignment, _title(found))
        _said(*_table(results / GRADEBOOK, rows, told))
    if out:
        _said(*_folders(writable(out), list(found.values())))


def _title(found: dict[str, Mark]) -> str:
    """How the assignment calls itself."""
    for mark in found.values():
        try:
            return str(json.loads((mark.folder / "scores.json").read_bytes())["assignment"])
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return "assignment"


def _folders(out: Path, found: Sequence[Mark]) -> tuple[Path, list[str]]:
    """A folder a student."""
    for mark in found:
        if mark.page:
            put(out / mark.id / marks.PAGE, mark.page.read_text("utf-8").removesuffix("\n"))
    return out, [f"{mark.id}: there is no page" for mark in found if mark.page is None]


def _table(path: Path, rows: list[list[str]], told: list[str]) -> tuple[Path, list[str]]:
    """A CSV as a platform reads it: its own cells go back as they came, `O'Brien` and all."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return put(path, text.getvalue().removesuffix("\n")), told


def _said(path: Path, told: Sequence[str]) -> None:
    """Where it lies, and what to know of it."""
    more = [f"and {len(told) - MOST} more"] if len(told) > MOST else []
    sys.stdout.write("".join(f"{line}\n" for line in (path, *(f"  {words}" for words in (*told[:MOST], *more)))))
