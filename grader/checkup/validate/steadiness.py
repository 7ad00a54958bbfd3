"""Steadiness: how far from every limit a right solution stands, measured over many seeds.

The assignment knows its trainings (`mutants/trainings.py`); what rounding uses of the tolerances, `margins` says.
"""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor

from grader.checkup.validate.spread import Spread, spread
from grader.settings import Assignment


def readings(assignment: Assignment, count: int, processes: int) -> list[Spread]:
    """The spread of each threshold over `count` trainings, in as many processes."""
    module = assignment.module("mutants.trainings")
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        found = pool.map(module.measure, module.trainings(count))
        return [spread(each.what, each.values, each.limit, each.tries) for each in found]
