"""How fast a class is graded: submissions a minute and CPU seconds each, beside the plain way, interleaved.

Copies of a right solution are made distinct by a comment, so that none is graded by its twin.
CPU time is that of a whole command with all its children, its start included; the plain way starts a
`python -m pytest` for each submission, runs the same suites in it, and has no walls.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import msgspec
import psutil

from grader.checkup.wall_cost import NotASolution
from grader.records import Layout
from grader.settings import Assignment

ROOT = Path(__file__).parents[2]
PULSE = 0.2  # seconds between two looks at memory


class Pace(msgspec.Struct, frozen=True):
    """One way to grade `count` submissions."""

    way: str
    count: int
    cpu: float
    wall: float
    memory: int = 0  # most resident bytes of the parent
    grading: int = 0  # and of the largest process that grades

    @property
    def words(self) -> str:
        """Pace and memory of this class, as the command prints them."""
        held = f", parent {self.memory >> 20} MiB, largest grader {self.grading >> 20} MiB" if self.memory else ""
        rate, each = 60 * self.count / self.wall, self.cpu / self.count
        return f"{self.way}: {self.count} submissions, {rate:.1f} a minute, {each:.2f} s CPU each{held}"


def compare(solution: Path, assignment: Assignment, count: int, rounds: int) -> Iterator[list[Pace]]:
    """In each round: one job, the plain way, two jobs."""
    with tempfile.TemporaryDirectory() as folder:
        entries = copies(solution, assignment.layout, Path(folder) / "in", count)
        for number in range(rounds):
            out = Path(folder) / f"out{number}"
            yield [graded(entries, out / "1", 1), plain(entries, assignment.suites), graded(entries, out / "2", 2)]


def ratio(rounds: list[list[Pace]]) -> float:
    """CPU time of a batch over the plain way's: the median of the rounds, each paired with its neighbour."""
    return statistics.median(paces[0].cpu / paces[1].cpu for paces in rounds)


def growth(solution: Path, assignment: Assignment, sizes: Sequence[int], jobs: int) -> Iterator[Pace]:
    """Classes of several sizes."""
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            entries = copies(solution, assignment.layout, Path(folder) / "in", size)
            yield graded(entries, Path(folder) / "out", jobs)


def more(paces: Sequence[Pace]) -> Iterator[str]:
    """What each submission more costs, from one size to the next: the same all the way where growth is linear."""
    for small, large in pairwise(sorted(paces, key=lambda pace: pace.count)):
        count = large.count - small.count
        if count:
            cpu, wall = (large.cpu - small.cpu) / count, (large.wall - small.wall) / count
            yield f"from {small.count} to {large.count}: {cpu:.3f} s CPU, {wall:.3f} s for each one more"


def copies(solution: Path, layout: Layout, folder: Path, count: int) -> Path:
    """Distinct copies of the solution."""
    for number in range(count):
        target = folder / f"s{number:05}"
        shutil.copytree(
            solution / layout.package, target / layout.package, ignore=shutil.ignore_patterns("__pycache__")
        )
        if layout.script:
            shutil.copy(solution / layout.script, target / layout.script)
        with (target / layout.package / "__init__.py").open("a", encoding="utf-8") as file:
            file.write(f"\n# copy {number}\n")
    return folder


def graded(entries: Path, results: Path, jobs: int) -> Pace:
    """`python -m grader batch` on all of them."""
    command = [sys.executable, "-m", "grader", "batch", str(entries), "--out", str(results), "--jobs", str(jobs)]
    cpu, wall, *memory = spend(command, ROOT)
    for path in entries.iterdir():
        found = msgspec.json.decode((results / path.name / "scores.json").read_bytes())
        if found["score"] != found["max_score"]:
            raise NotASolution(f"bench: expected a solution with full marks, got {found['score']}")
    return Pace(f"batch, {jobs} job{'s' * (jobs > 1)}", len(list(entries.iterdir())), cpu, wall, *memory)


def plain(entries: Path, suites: Path) -> Pace:
    """One pytest process a submission."""
    options = ["-q", "-c", str(suites / "pytest.ini"), "--rootdir", str(suites), "--import-mode=importlib"]
    command = [sys.executable, "-m", "pytest", *options, "-p", "no:cacheprovider", "-p", "grader.checkup.plain_pytest"]
    places = sorted(entries.iterdir())
    cpu = wall = 0.0
    for place in places:
        more = spend([*command, str(suites)], place)
        cpu, wall = cpu + more[0], wall + more[1]
    return Pace("plain pytest", len(places), cpu, wall)


def spend(command: list[str], folder: Path) -> tuple[float, float, int, int]:
    """CPU and wall seconds of a command, and the most memory of its own process and of one that it started."""
    before, began, memory, theirs = _children(), time.perf_counter(), 0, 0
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "OMP_NUM_THREADS": "1"}
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=said, stderr=said)
        while process.poll() is None:
            own, others = _memory(process.pid)
            memory, theirs = max(memory, own), max(theirs, others)
            time.sleep(PULSE)
        if process.returncode:
            said.seek(0)
            raise NotASolution(f"bench: a run ended with {process.returncode}:\n{said.read()[-2000:].decode()}")
    return _children() - before, time.perf_counter() - began, memory, theirs


def _children() -> float:
    used = psutil.Process().cpu_times()
    return float(used.children_user + used.children_system)


def _memory(pid: int) -> tuple[int, int]:
    """Resident bytes of a process, and of the largest of its children."""
    try:
        process = psutil.Process(pid)
        sizes = [int(each.memory_info().rss) for each in (process, *process.children())]
    except psutil.Error:
        return 0, 0
    return sizes[0], max(sizes[1:], default=0)
