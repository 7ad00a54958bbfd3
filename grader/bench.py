"""What isolation and the wire cost: the same suites in a sandbox and in this process, paired and interleaved.

Both are warm: torch, pytest and the suites are loaded, the zygote runs. CPU time counts both sides of the wire.
Measured with the runs of test.py, which without a sandbox start an interpreter of their own, and without them.
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

from grader import intake, local, running
from grader.outcomes import Journal
from grader.rubric import Rubric
from grader.sandbox import Sandbox
from grader.student import Student
from grader.zygote import Zygote

SCRIPTS = ("test_script", "test_script_course")


class NotASolution(ValueError):
    """What is to be measured does not get full marks."""


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


def measure(solution: Path, rubric: Rubric, rounds: int, *, scripts: bool) -> Cost:
    """Run the suites `rounds` times each way, and once each before to warm up; `scripts` includes test.py."""
    files, leave_out = intake.read(solution).files, () if scripts else SCRIPTS
    package = imported(solution)
    zygote = Zygote()
    try:

        def in_sandbox() -> None:
            with Sandbox(files, zygote=zygote) as sandbox:
                full_marks(rubric, lambda _: sandbox.student(), leave_out)

        def in_process() -> None:
            full_marks(rubric, lambda _: local.student(package), leave_out)

        times = [(timed(in_process), timed(in_sandbox)) for _ in range(rounds + 1)][1:]
    finally:
        zygote.close()
    here, there = zip(*times, strict=True)
    medians = [statistics.median(values) for pairs in (here, there) for values in zip(*pairs, strict=True)]
    return Cost(*medians)


def full_marks(
    rubric: Rubric, open_student: Callable[[str], Student], leave_out: tuple[str, ...], seed: int = 1
) -> None:
    """One run of the suites; a slow failure would be no measurement."""
    outcomes = Journal(rubric)
    running.run(rubric, open_student, seed=seed, journal=outcomes, leave_out=leave_out)
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


def imported(solution: Path) -> ModuleType:
    """The instructor's own package, imported here."""
    place = solution / "framework" / "__init__.py"
    spec = importlib.util.spec_from_file_location("framework", place, submodule_search_locations=[str(place.parent)])
    if spec is None or spec.loader is None:
        raise NotASolution(f"bench: expected a package at {place}")
    package = sys.modules["framework"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(package)
    return package
