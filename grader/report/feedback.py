"""`feedback.html`: what the student may see, one page without scripts or anything from elsewhere.

A visible test with its message and hint; a hidden one by title, outcome and hint alone. What was adjusted by hand
stands apart, with the comment and without who it was.
"""

from collections import Counter
from pathlib import Path

from msgspec.structs import replace

from grader.files import put
from grader.report import read_back
from grader.report.member import Member
from grader.report.read_back import Record
from grader.report.render import page as render
from grader.report.shown import for_student
from grader.result import Result

FILE = "feedback.html"
NOTICES = ("violations", "remarks", "waived")


def write(result: Result, folder: Path) -> Path:
    """Put `feedback.html` into `folder`, all of it or nothing."""
    return put(folder / FILE, page(result))


def page(result: Result) -> str:
    """The page of a result that was just made."""
    return page_of(read_back.of(result))


def page_of(one: Record, member: Member = Member()) -> str:  # noqa: B008 - frozen
    """The page as text; neither hidden messages nor the names of instructors ever reach the template."""
    exercises = [for_student(exercise) for exercise in one.exercises]
    policy = replace(one.policy, **{name: [replace(n, by="") for n in getattr(one.policy, name)] for name in NOTICES})
    adjustments = tuple(replace(each, by="") for each in one.adjustments)
    shown = replace(one, policy=policy, adjustments=adjustments)
    tests = [test for exercise in exercises for test in exercise.tests]
    return render(
        "feedback.html.j2", record=shown, exercises=exercises, member=member,
        asked=Counter(test.visibility for test in tests),
        passed=Counter(test.visibility for test in tests if test.outcome == "passed"),
    )  # fmt: skip
