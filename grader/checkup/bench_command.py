"""`python -m grader bench`: what the walls and the wire cost, and how fast a class is graded."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from grader import settings
from grader.batch.processes import cores
from grader.checkup import class_pace, phases
from grader.checkup.wall_cost import measure
from grader.checkup.watch_cost import ROUNDS
from grader.checkup.watch_cost import measure as measure_check
from grader.sandbox.zygote import Zygote
from grader.settings import Assignment


def bench(
    solution: Annotated[
        Path | None,
        typer.Argument(help="a folder with a solution of full marks, imported here; the assignment's own unless given"),
    ] = None,
    rounds: Annotated[int, typer.Option(min=1, help="paired runs")] = 5,
    submissions: Annotated[int, typer.Option(min=0, help="also a class of so many copies, beside plain pytest")] = 0,
    growth: Annotated[list[int] | None, typer.Option(min=1, help="also a class of this size; may be repeated")] = None,
    watch: Annotated[bool, typer.Option("--watch", help="only what the look for approximations costs")] = False,
) -> None:
    """What isolation and the wire cost over the same suites run in this process; how fast a class is graded."""
    assignment = settings.read()
    solution = solution or assignment.solution
    if watch:
        cost = measure_check(solution, assignment, ROUNDS)
        _say(f"gradient suites: {cost.without:.2f} s CPU; with the check {cost.watched:.2f} s")
        _say(f"the check: {cost.share:+.0%}")
        return
    _walls(solution, assignment, rounds)
    if submissions:
        _class(solution, assignment, submissions, rounds)
    _growth(solution, assignment, growth or [])


def _walls(solution: Path, assignment: Assignment, rounds: int) -> None:
    script = assignment.settings.script
    for words, scripts in (("all suites", True), *([(f"suites without {script}", False)] if script else [])):
        cost = measure(solution, assignment, rounds, scripts=scripts)
        _say(f"{words}:")
        _say(f"  in this process {cost.local_cpu:.2f} s CPU, {cost.local_wall:.2f} s wall")
        _say(f"  in the sandbox  {cost.sandbox_cpu:.2f} s CPU, {cost.sandbox_wall:.2f} s wall")
        _say(f"  isolation and wire: {cost.overhead:+.0%} of CPU time")


def _class(solution: Path, assignment: Assignment, submissions: int, rounds: int) -> None:
    with Zygote() as zygote:
        first, later = (phases.warm(solution, assignment, zygote) for _ in range(2))
    _say(f"CPU seconds by phase, first in a process: {phases.as_text({'start': phases.start(), **first})}")
    _say(f"CPU seconds by phase, later ones: {phases.as_text(later)}")
    found = []
    for paces in class_pace.compare(solution, assignment, submissions, rounds):
        found.append(paces)
        for each in paces:
            _say(each.words)
    _say(f"CPU of a batch over the plain way's: {class_pace.ratio(found):.2f}")


def _growth(solution: Path, assignment: Assignment, sizes: Sequence[int]) -> None:
    grown = []
    for each in class_pace.growth(solution, assignment, sizes, cores()):
        grown.append(each)
        _say(each.words)
    for words in class_pace.more(grown):
        _say(words)


def _say(sentence: str) -> None:
    """Print a result as soon as it is known, since the next takes minutes."""
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()
