"""A worker seen from outside: what it prints, and the limits of time, memory, threads and output that it may break.

Everything here is the grader's own observation: the worker is asked nothing, and nothing that it says counts.
"""

import os
import select
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import psutil

from grader.errors import WorkerCrashed, WorkerFailure, WorkerTimeout
from grader.records import MIB, Limits
from grader.sandbox.budget import Budget, Purse
from grader.sandbox.output import Stream
from grader.sandbox.scratch import overfull

LOOK = 0.02  # seconds between two looks at a busy worker
LINUX = sys.platform.startswith("linux")
PAGE, TICKS = (os.sysconf("SC_PAGE_SIZE"), os.sysconf("SC_CLK_TCK")) if LINUX else (1, 1)
GONE = (OSError, psutil.Error)


def queued(pid: int) -> float:
    """Seconds that a process has been ready to run while others had the cores; 0 where the kernel does not say."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0


class Used(NamedTuple):
    """What a process holds and has used: resident bytes, threads, CPU seconds."""

    memory: int
    threads: int
    cpu: float


def used(pid: int) -> Used:
    """The same of a process that is there, in one reading where the kernel tells all: psutil's take six times as long.

    Raises one of `GONE` where it is not.
    """
    if LINUX:
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
        return Used(int(fields[21]) * PAGE, int(fields[17]), (int(fields[11]) + int(fields[12])) / TICKS)
    process = psutil.Process(pid)
    with process.oneshot():
        return Used(process.memory_info().rss, process.num_threads(), sum(process.cpu_times()[:2]))


class Monitor:
    """The limits of one worker, and the two streams that it prints to."""

    def __init__(
        self,
        pid: int,
        out: int,
        err: int,
        *,
        resting: int,
        limits: Limits,
        budget: Budget,
        purse: Purse,
        scratch: str | None = None,
    ) -> None:
        self._limits, self._budget, self._purse, self._pid, self._scratch = limits, budget, purse, pid, scratch
        self._most = resting + limits.memory_bytes  # resident bytes
        self.streams = {fd: Stream(fd, limits.output_bytes) for fd in (out, err)}
        self._poll = select.poll()
        for fd in self.streams:
            self._poll.register(fd, select.POLLIN)
        self._began = self._looked = self._until = self._allowed_cpu = 0.0
        self._over = ""  # what to say when the time of the call is over
        self._cpu: float | None = None  # CPU seconds at the first look during this call
        self._granted = 0.0  # seconds in line for a core, by which this call may take longer
        self._idle = self._first = 0.0  # seconds of this call in the purse · when it was first looked at
        self._queued = 0.0  # seconds that the worker had waited for a core at that look

    def begin(self, seconds: float, cpu: float) -> None:
        """A call begins that may take so long, and not longer than what its exercise has left."""
        self._began = self._looked = time.monotonic()
        left = max(0.0, self._limits.exercise_seconds - self._budget.seconds)
        self._until = self._began + min(seconds, left)
        self._idle = 0.0  # of this call, as far as it is in the purse
        self._over = f"no answer within {min(seconds, left):.1f} s"
        if left < seconds:
            most = self._limits.exercise_seconds + 2 * self._budget.extra
            self._over += f", which was left of the {most:.1f} s of its exercise"
        self._allowed_cpu, self._cpu = cpu, None

    def prepare(self, seconds: float) -> None:
        """The worker raises its walls, in the grader's own time."""
        self._began = self._looked = time.monotonic()
        self._until, self._over, self._idle = self._began + seconds, f"not ready within {seconds:.1f} s", 0.0
        self._allowed_cpu, self._cpu = seconds, None

    def charge(self) -> None:
        """The call is over; its exercise pays the time."""
        self._budget.seconds += time.monotonic() - self._began
        if self._cpu is not None:  # it took long enough to be looked at
            with suppress(*GONE):
                self._rest(used(self._pid).cpu)

    def wait(self, connection: int, event: int) -> WorkerFailure | None:
        """Until the connection is ready for `event`; drains the output meanwhile. The limit that broke, if one did."""
        self._poll.register(connection, event)
        while True:
            ready = [fd for fd, _ in self._poll.poll(LOOK * 1000)]
            for fd in ready:
                if fd != connection and not self.streams[fd].drain():
                    self._poll.unregister(fd)  # closed over there
            if connection in ready:
                return None
            now = time.monotonic()
            if now - self._looked >= LOOK:
                self._looked = now
                if failure := self._look():
                    return failure
            if failure := self.late():
                return failure

    def late(self) -> WorkerFailure | None:
        """Whether the time of the call is over."""
        if time.monotonic() < self._until:
            return None
        # The time that a busy machine kept the worker waiting for a core is not its own.
        waited = queued(self._pid) - self._queued - self._granted if self._cpu is not None else 0.0
        if waited < LOOK:
            return WorkerTimeout(self._over)
        self._until, self._granted = self._until + waited, self._granted + waited
        self._budget.seconds -= waited
        return None

    def settle(self) -> WorkerFailure | None:
        """Empty the pipes of what was printed so far."""
        while any(stream.drain() for stream in self.streams.values()):
            if failure := self._flooded():
                return failure
        return None

    def close(self) -> None:
        """Keep what a dead worker left in its pipes, and be done with them."""
        for fd, stream in self.streams.items():
            while stream.total < self._limits.flood_bytes and stream.drain():
                pass
            os.close(fd)

    def _look(self) -> WorkerFailure | None:
        """Memory, threads, CPU and output of the worker."""
        try:
            memory, threads, cpu = used(self._pid)
        except GONE:
            return None  # gone: the connection will tell
        limits = self._limits
        if self._cpu is None:
            self._cpu, self._queued, self._first = cpu, queued(self._pid), time.monotonic()
            self._granted = 0.0
        if memory > self._most:
            return WorkerCrashed(f"out of memory: it used more than {limits.memory_bytes // MIB} MiB")
        if threads > limits.threads:
            return WorkerCrashed(f"it started more than {limits.threads} threads")
        if cpu - self._cpu > self._allowed_cpu:
            return WorkerTimeout(f"more than {self._allowed_cpu:.1f} s of CPU time in one call")
        if self._budget.cpu_seconds + cpu > limits.exercise_cpu_seconds:
            most = limits.exercise_cpu_seconds + self._budget.extra
            return WorkerTimeout(f"more than {most:.1f} s of CPU time in one exercise")
        return self._asleep(cpu) or self._flooded()

    def _asleep(self, cpu: float) -> WorkerFailure | None:
        """Whether the submission has let too much time pass without computing."""
        self._rest(cpu)
        if self._purse.idle_seconds <= self._limits.idle_seconds:
            return None
        return WorkerTimeout(
            f"more than {self._limits.idle_seconds:.0f} s in which nothing was computed, in the whole submission"
        )

    def _rest(self, cpu: float) -> None:
        """Take from the purse what has passed since the first look at this call, and was not computed."""
        passed = time.monotonic() - self._first - (cpu - (self._cpu or 0.0))
        idle = max(0.0, passed - max(0.0, queued(self._pid) - self._queued))
        self._purse.idle_seconds += idle - self._idle
        self._idle = idle

    def _flooded(self) -> WorkerFailure | None:
        """Whether more was printed or written than anybody wants."""
        if self._scratch and (much := overfull(self._scratch, self._limits)):
            return WorkerCrashed(much)
        if sum(stream.total for stream in self.streams.values()) > self._limits.flood_bytes:
            return WorkerCrashed(f"it printed more than {self._limits.flood_bytes // MIB} MiB")
        return None
