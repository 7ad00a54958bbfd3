"""Steadiness: how far from every limit a right solution stands, measured over many seeds.

The assignment knows its trainings (`mutants/trainings.py`), if it has any; what rounding uses of
the tolerances, `margins` says.
"""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor

from grader import settings
from grader.checkup.validate.margins import trainings
from grader.checkup.validate.spread import Spread, spread
from grader.settings import Assignment


def seat() -> None:
    """Let what is unpickled in a process find the modules of the assignment that was chosen."""
    settings.read().seat()


def readings(assignment: Assignment, count: int, processes: int) -> list[Spread]:
    """The spread of each threshold over `count` trainings, in as many processes."""
    module = trainings(assignment)
    if module is None:
        return []
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), initializer=seat) as pool:
        found = pool.map(module.measure, module.trainings(count))
        return [spread(each.what, each.values, each.limit, each.tries) for each in found]
