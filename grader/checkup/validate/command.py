"""`python -m grader validate`: grade the corpus and say what slipped through; exit status 1 if anything did."""

import re
import time
from pathlib import Path
from typing import Annotated

import psutil
import typer
from rich.console import Console
from rich.progress import track

from grader import settings
from grader.batch.processes import cores
from grader.checkup.validate import corpus, report
from grader.checkup.validate.grading import grade_all
from grader.checkup.validate.verdicts import Cost, Validation, validation
from grader.checkup.wall_cost import imported
from grader.errors import BadAssignment
from grader.records import Submission

ONE_IN_A_MILLION = 1e-6
SEED = 20  # of the mutants; the right solutions are graded under this one and the ones after it


def validate(
    only: Annotated[str, typer.Option(help="a regular expression on exercise/mistake or right/style")] = "",
    seeds: Annotated[int, typer.Option(min=1, help="seeds for each right solution")] = 2,
    pairs: Annotated[int, typer.Option(min=0, help="pairs of mistakes drawn beside those of the corpus")] = 0,
    out: Annotated[Path | None, typer.Option(help="where validate.json, validate.md and hints.md go")] = None,
    processes: Annotated[int, typer.Option(min=0, help="as many as there are cores unless said")] = 0,
    unsafe: Annotated[bool, typer.Option("--unsafe", help="grade although the sandbox's walls do not stand")] = False,
) -> None:
    """Grade known-wrong and known-right submissions; exit 1 if one is missed, wronged, or costs points elsewhere."""
    console = Console()
    found = run(_pattern(only), seeds, processes, console, drawn=pairs, unsafe=unsafe)
    rubric = settings.read().rubric
    report.show(found, rubric, console)
    if out is not None:
        report.write(found, rubric, out)
    if not found.sound:
        raise typer.Exit(1)


def run(
    wanted: re.Pattern[str], seeds: int, processes: int, console: Console, *, drawn: int = 0, unsafe: bool = False
) -> Validation:
    """Grade what is wanted of the corpus."""
    known = corpus.mutants()
    solution = corpus.solution()
    mutants = [mutant for mutant in known.values() if wanted.search(f"{mutant.exercise}/{mutant.name}")]
    pairs = [pair for pair in corpus.pairs(known) if wanted.search(f"pairs/{pair[0].name}+{pair[1].name}")]
    pairs += corpus.drawn(solution, {mutant.name: mutant for mutant in mutants}, drawn, SEED)
    jobs = [(corpus.mutate(solution, *wrong), SEED) for wrong in [*((mutant,) for mutant in mutants), *pairs]]
    right = [each for each in corpus.right() if wanted.search(f"right/{each.id}")]
    jobs += [(each, SEED + k) for each in right for k in range(seeds)]
    if not jobs:
        raise typer.BadParameter("--only matches nothing of the corpus")
    began, before, count = time.monotonic(), cpu_seconds(), processes or cores()
    graded = list(track(grade_all(jobs, count, unsafe=unsafe), "grading", len(jobs), console=console, transient=True))
    cost = Cost(round(time.monotonic() - began, 1), round(cpu_seconds() - before, 1), count)
    return validation(mutants, pairs, graded, seeds=seeds, cost=cost)


def cpu_seconds() -> float:
    """CPU time of all ended child processes: the graders, their zygotes and the workers."""
    used = psutil.Process().cpu_times()
    return float(used.children_user + used.children_system)


def steadiness(
    seeds: Annotated[int, typer.Option(min=20, help="trainings for each threshold")] = 1000,
    gradings: Annotated[int, typer.Option(min=20, help="runs of the suites for each right solution")] = 100,
    mistakes: Annotated[int, typer.Option(min=0, help="seeds for each known mistake, whose tests must end alike")] = 0,
    only: Annotated[str, typer.Option(help="a regular expression on exercise/mistake, for --mistakes")] = "",
    out: Annotated[Path | None, typer.Option(help="where steadiness.json and steadiness.md go")] = None,
    processes: Annotated[int, typer.Option(min=0, help="as many as there are cores unless said")] = 0,
    unsafe: Annotated[bool, typer.Option("--unsafe", help="grade although the sandbox's walls do not stand")] = False,
) -> None:
    """How far from its limits a right solution stands; exit 1 if it loses a point more often than once in a million.

    With --mistakes, also whether what a known mistake costs depends on the seed; exit 1 if it does.
    """
    arrays = settings.read().settings.arrays
    if arrays != "torch":
        raise BadAssignment(
            f"steadiness measures what rounding uses of comparisons of torch's tensors, and this assignment computes "
            f"with {arrays}: `validate --seeds 20` grades its right solutions under many seeds"
        )
    from grader.checkup.validate import spread as spreads  # noqa: PLC0415 - torch, which nothing else here waits for
    from grader.checkup.validate import steadiness as steady  # noqa: PLC0415
    from grader.checkup.validate.margins import Task, at_two_threads, margins  # noqa: PLC0415
    from grader.checkup.validate.wavering import outcomes, wavering  # noqa: PLC0415

    console, count = Console(), processes or cores()
    wrong = _mistakes(only) if mistakes else []
    found = steady.readings(settings.read(), seeds, count)
    right = list(corpus.right())
    tasks = [Task(each, SEED + k, unsafe) for each in right for k in range(gradings)]
    stand = list(track(margins(tasks, count), "running the suites", len(tasks), console=console, transient=True))
    ours = settings.read()
    package = imported(ours.solution, ours.settings.package)
    found += spreads.margin_spreads(stand, at_two_threads(package, range(SEED, SEED + gradings)))
    for spread in found:
        console.print(f"{spread.what}: largest {spread.largest:.4g} of {spread.limit:g}, chance {spread.chance:.1e}")
    total = spreads.per_submission(found)
    console.print(f"the chance that a right solution loses a point: {total:.1e} per submission")
    if out is not None:
        spreads.write(found, f"--seeds {seeds} --gradings {gradings}", out)
    jobs = [Task(each, SEED + k, unsafe) for each in wrong for k in range(mistakes)]
    met = track(outcomes(jobs, count), "mistakes under other seeds", len(jobs), console=console, transient=True)
    undecided = wavering(met)
    for each in undecided:
        console.print(f"depends on the seed: {each}", markup=False)
    if total >= ONE_IN_A_MILLION or undecided:
        raise typer.Exit(1)


def _mistakes(only: str) -> list[Submission]:
    """The solution with each of the known mistakes whose `exercise/name` is wanted."""
    wanted, solution = _pattern(only), corpus.solution()
    known = corpus.mutants().values()
    return [corpus.mutate(solution, each) for each in known if wanted.search(f"{each.exercise}/{each.name}")]


def _pattern(only: str) -> re.Pattern[str]:
    """What stands behind `--only`."""
    try:
        return re.compile(only)
    except re.error as error:
        raise typer.BadParameter(f"--only is no regular expression: {error}") from error
