"""`feedback.html`: what the student may see, one page without scripts or anything from elsewhere.

A visible test with its message and hint; a hidden one by title, outcome and hint alone.
"""

from pathlib import Path

from grader.files import put
from grader.report import read_back
from grader.report.read_back import Record
from grader.report.render import page as render
from grader.report.shown import for_student
from grader.result import Result

FILE = "feedback.html"


def write(result: Result, folder: Path) -> Path:
    """Put `feedback.html` into `folder`, all of it or nothing."""
    return put(folder / FILE, page(result))


def page(result: Result) -> str:
    """The page of a result that was just made."""
    return page_of(read_back.of(result))


def page_of(one: Record) -> str:
    """The page as text; hidden messages never reach the template."""
    exercises = [for_student(exercise) for exercise in one.exercises]
    return render("feedback.html.j2", record=one, exercises=exercises)
