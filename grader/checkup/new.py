"""`python -m grader new DIR`: an assignment that runs, to be changed line by line into one's own.

One class, one suite, one lesson, its points, its known mistake; `docs/new-assignment.md` goes on from there.
"""

import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from grader import settings
from grader.errors import Unreadable

EMPTY = Path(__file__).parent / "templates" / "assignment"
NEXT = """{folder} holds an assignment of one exercise. Next:
    python -m handout build --assignment {folder}
    python -m grader grade {solution} --assignment {folder}
"""


def new(folder: Annotated[Path, typer.Argument(help="the folder to make", metavar="DIR")]) -> None:
    """Make the folder of a new assignment: one class, one suite, one lesson, its points, its known mistake."""
    made = copied(folder)
    sys.stdout.write(NEXT.format(folder=folder, solution=folder / made.settings.places.solution))


def copied(folder: Path) -> settings.Assignment:
    """The assignment that is there now; what was there before is never touched."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Unreadable(f"{folder}: expected a folder that is not there yet, or an empty one")
    ignored = shutil.ignore_patterns("__pycache__", "student")
    shutil.copytree(EMPTY, folder, ignore=ignored, dirs_exist_ok=True)
    return settings.read(folder)
