"""`python -m grader doctor`: whether grading can begin here, and what of machine or assignment stands in the way."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from grader import intake, settings
from grader.checkup.doctor import examine
from grader.checkup.doctor_table import show_diagnosis
from grader.checkup.folder import faults

FELL_SHORT = 1


def doctor(
    solution: Annotated[
        Path | None, typer.Argument(help="a folder with a solution of full marks; the assignment's own unless given")
    ] = None,
    unsafe: Annotated[bool, typer.Option("--unsafe", help="grade although the sandbox's walls do not stand")] = False,
) -> None:
    """What this machine offers, and whether the assignment is whole: walls, tried; what is missing or does not fit.

    Full marks for the solution, none for the untouched handout.
    """
    assignment = settings.read()
    wrong = list(faults(assignment))
    sys.stderr.writelines(f"{words}\n" for words in wrong)
    submission = intake.read(solution or assignment.solution, assignment.layout)
    found = examine(assignment, submission, unsafe=unsafe)
    show_diagnosis(found, Console())
    if wrong or not found.healthy(assignment.rubric.max_score):
        raise typer.Exit(FELL_SHORT)
