"""What isolation and the wire cost: the same suites in a sandbox and in this process, paired and interleaved.

Both are warm: torch, pytest and the suites are loaded, the zygote runs. CPU time counts both sides of the wire.
Measured with the runs of the script, which without a sandbox start an interpreter of their own, and without them.
It imports the package that it measures, so it is for the instructor's own solution and never for a submission.
"""

import importlib.util
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import msgspec
import psutil

from grader import intake
from grader.errors import GraderError
from grader.sandbox.sandbox import Sandbox
from grader.sandbox.zygote import Zygote
from grader.scoring.outcomes import Journal
from grader.settings import Assignment
from grader.student import local
from grader.student.proxy import Student
from grader.testing import session


class NotASolution(GraderError, ValueError):
    """What is to be measured does not get full marks."""

    status = 2


class Cost(msgspec.Struct, frozen=True):
    """Medians of the rounds, in seconds."""

    local_cpu: float
    local_wall: float
    sandbox_cpu: float
    sandbox_wall: float

    @property
    def overhead(self) -> float:
        """What the sandbox adds in CPU time, as a share of the run in this process."""
        return self.sandbox_cpu / self.local_cpu - 1


def measure(solution: Path, assignment: Assignment, rounds: int, *, scripts: bool) -> Cost:
    """Run the suites `rounds` times each way, and once each before to warm up; `scripts` includes the script's."""
    files = intake.read(solution, assignment.layout).files
    leave_out = () if scripts else assignment.script_tests
    package = imported(solution, assignment.settings.package)
    zygote = Zygote()
    try:

        def in_sandbox() -> None:
            with Sandbox(files, assignment.settings.package, zygote=zygote) as sandbox:
                full_marks(assignment, lambda _: sandbox.student(), leave_out)

        def in_process() -> None:
            full_marks(assignment, lambda _: local.student(package), leave_out)

        times = [(timed(in_process), timed(in_sandbox)) for _ in range(rounds + 1)][1:]
    finally:
        zygote.close()
    here, there = zip(*times, strict=True)
    medians = [statistics.median(values) for pairs in (here, there) for values in zip(*pairs, strict=True)]
    return Cost(*medians)


def full_marks(
    assignment: Assignment, open_student: Callable[[str], Student], leave_out: tuple[str, ...], seed: int = 1
) -> None:
    """One run of the suites; a slow failure would be no measurement."""
    outcomes = Journal(assignment.rubric)
    session.run(assignment, open_student, seed=seed, journal=outcomes, leave_out=leave_out)
    if short := [outcome for outcome in outcomes if outcome.kind != "passed" and outcome.name not in leave_out]:
        raise NotASolution(f"bench: expected a solution with full marks, got {short[0]}")


def timed(run: Callable[[], None]) -> tuple[float, float]:
    """CPU seconds of this process and its children, workers included, and wall seconds."""
    cpu, wall = spent(), time.perf_counter()
    run()
    return spent() - cpu, time.perf_counter() - wall


def spent() -> float:
    """CPU seconds so far of this process and of the zygote with its workers."""
    me = psutil.Process()
    times = [process.cpu_times() for process in (me, *me.children(recursive=True))]
    return float(sum(t.user + t.system + t.children_user + t.children_system for t in times))


def imported(solution: Path, name: str) -> ModuleType:
    """The instructor's own package, imported here."""
    place = solution / name / "__init__.py"
    spec = importlib.util.spec_from_file_location(name, place, submodule_search_locations=[str(place.parent)])
    if spec is None or spec.loader is None:
        raise NotASolution(f"bench: expected a package at {place}")
    package = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(package)
    return package
