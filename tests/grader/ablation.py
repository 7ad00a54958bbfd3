"""What each wall is worth: every known trick graded with the screen on and off, and the worker's walls up and down.

    python -m tests.grader.ablation [REGULAR EXPRESSION]      a table as Markdown; a trick is graded four times

A trick gains where a test that aims at its derivative passes and no cap takes the points away. It is unnoticed where it
gains and nobody says a word of it. With the walls down a worker has an engine, torch's layers, losses and formulas;
what holds student code in (user, Landlock, seccomp, namespaces) stands all the same.
"""

import multiprocessing
import os
import re
import sys
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from typing import NamedTuple

import msgspec
import torch

from grader import settings
from grader.grade import grade_submission
from grader.records import Submission
from grader.sandbox.zygote import Zygote
from grader.scoring.scorecard import Scorecard
from grader.screen import screen
from grader.settings import Assignment
from tests.grader.autograd.collection import TRICKS, submission

INNER = ("engine", "ready_made", "reach")  # the walls that see what runs
ELSEWHERE = ("script_trains_with_autograd", "optim_sgd")  # aim at no derivative


class Kept(NamedTuple):
    """What one trick came to under one setting."""

    gains: bool
    told: bool


def aimed(assignment: Assignment, names: list[str]) -> Assignment:
    """The exercises in which a test aims at a derivative of one of the classes; what they need is taken for granted."""
    starts = tuple(f"{name}." for name in names)
    rubric = assignment.rubric
    kept = {
        key: msgspec.structs.replace(
            exercise, tests={n: msgspec.structs.replace(t, needs=()) for n, t in exercise.tests.items()}
        )
        for key, exercise in rubric.exercises.items()
        if any(each.startswith(starts) for test in exercise.tests.values() for each in test.watched)
    }
    rubric = msgspec.structs.replace(rubric, exercises=kept, cap=0.0)
    return msgspec.structs.replace(assignment, rubric=rubric)


def kept(card: Scorecard, assignment: Assignment, names: list[str]) -> Kept:
    """Whether a test that aims at one of the derivatives earned something, and whether anybody said a word."""
    starts = tuple(f"{name}." for name in names)
    rows = {(key, name): test for key, name, test in assignment.rubric.rows()}
    earned = [
        (exercise.id, test.name)
        for exercise in card.exercises
        for test in exercise.tests
        if test.outcome == "passed" and any(each.startswith(starts) for each in rows[exercise.id, test.name].watched)
    ]
    return Kept(bool(earned) and not card.violations, bool(card.violations or card.remarks))


def graded(walls: bool, tricks: list[str]) -> list[tuple[str, bool, bool, Kept]]:
    """Each trick with the screen on and off, while the walls are up, or down."""
    torch.set_num_threads(1)
    whole = settings.read()
    found = []
    with Zygote(without=() if walls else INNER) as zygote:
        for trick, screened in product(tricks, (True, False)):
            files, expected = submission(trick)
            assignment = aimed(whole, expected["replaces"])
            result = grade_submission(
                Submission(trick, "", files), assignment, seed=1, zygote=zygote,
                screening=screen if screened else lambda _: (),
            )  # fmt: skip
            found.append((trick, screened, walls, kept(result.scorecard, assignment, expected["replaces"])))
    return found


def main(pattern: str = "") -> int:
    """Print the table; 1 if a trick is unnoticed with everything on."""
    tricks = [trick for trick in TRICKS if trick not in ELSEWHERE and re.search(pattern, trick)]
    cores = os.cpu_count() or 1
    shares = [share for start in range(cores) if (share := tricks[start::cores])]
    with ProcessPoolExecutor(cores, multiprocessing.get_context("spawn")) as pool:
        jobs = [pool.submit(graded, walls, share) for walls, share in product((True, False), shares)]
        found = [each for job in jobs for each in job.result()]
    write = sys.stdout.write
    write(f"{len(tricks)} tricks\n\n| screen | walls | gain a point | of these, told of |\n|---|---|---|---|\n")
    for screened in (True, False):
        for walls in (True, False):
            gains = [(trick, each) for trick, s, w, each in found if (s, w) == (screened, walls) and each.gains]
            told = sum(each.told for _, each in gains)
            write(f"| {'on' if screened else 'off'} | {'up' if walls else 'down'} | {len(gains)} | {told} |\n")
            if gains and walls:
                write(f"<!-- {', '.join(trick for trick, _ in gains)} -->\n")
    return int(any(each.gains and not each.told for _, screened, walls, each in found if screened and walls))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
