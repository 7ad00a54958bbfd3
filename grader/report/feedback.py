"""`feedback.html`: what the student may see, one page without scripts or anything from elsewhere.

A visible test with its message and hint; a hidden one by title, outcome and hint alone.
"""

from pathlib import Path

import msgspec

from grader.files import put
from grader.report import read_back
from grader.report.read_back import Record
from grader.report.render import page as render
from grader.result import Result
from grader.scoring.scorecard import ExerciseScore, TestScore

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


def for_student(exercise: ExerciseScore) -> ExerciseScore:
    """The exercise without what a student may not see."""
    return msgspec.structs.replace(exercise, tests=tuple(_shown(test) for test in exercise.tests))


def _shown(test: TestScore) -> TestScore:
    return test if test.visibility == "visible" else msgspec.structs.replace(test, name="", message="")
