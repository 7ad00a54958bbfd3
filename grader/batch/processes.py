"""The processes that grade: an executor takes messages and gives futures, and says how many it can work on at once.

`Processes` is an executor on this machine, `grader.batch.cluster.Cluster` one on a Dask cluster.
Each process is a pool of its own, so that one that is killed takes nobody's work with it but its own.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, as_completed
from concurrent.futures import wait as landed
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing.connection import wait
from typing import Protocol

from grader.batch.task import grade_task
from grader.errors import GraderError


class ExecutorGone(GraderError, ConnectionError):
    """Nobody is left to grade, and nobody will come: the batch ends, and can be begun again."""

    status = 3


class Executor(Protocol):
    """Answers messages with futures: the processes of this machine, or of a cluster."""

    def size(self) -> int:
        """How many messages to have under way; it may change while the batch runs."""

    def submit(self, message: bytes) -> Future[bytes]:
        """Have a task answered; call it only while fewer than `size` are under way."""

    def close(self, *, now: bool = False) -> None:
        """End whatever grades, in the middle of its work if `now`."""


class Processes:
    """Warm processes on this machine, started as they are needed."""

    def __init__(self, jobs: int, work: Callable[[bytes], bytes] = grade_task) -> None:
        self._work = work
        self._pools: list[ProcessPoolExecutor | None] = [None] * jobs
        self._last: list[Future[bytes] | None] = [None] * jobs

    def size(self) -> int:
        """One message a process."""
        return len(self._pools)

    def submit(self, message: bytes) -> Future[bytes]:
        """Give it to a process that is free."""
        place = next(i for i, last in enumerate(self._last) if last is None or last.done())
        try:
            future = self._hand(place, message)
        except BrokenProcessPool:  # it was killed while it had nothing to do
            self._pools[place] = None
            future = self._hand(place, message)
        self._last[place] = future
        return future

    def close(self, *, now: bool = False) -> None:
        """End every process, and with each its zygote and its workers."""
        if now:
            for child in multiprocessing.active_children():
                child.kill()
        for pool in filter(None, self._pools):
            pool.shutdown(wait=True, cancel_futures=True)

    def _hand(self, place: int, message: bytes) -> Future[bytes]:
        """A process that starts here is deaf to Ctrl-C until `begin`: it would die in the middle of an import."""
        pool = self._pool(place)
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            return pool.submit(self._work, message)
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})

    def _pool(self, place: int) -> ProcessPoolExecutor:
        pool = self._pools[place]
        if pool is None:
            context = multiprocessing.get_context("spawn")
            pool = self._pools[place] = ProcessPoolExecutor(1, mp_context=context, initializer=begin)
        return pool


def answers(executor: Executor, messages: Iterable[bytes]) -> Iterator[bytes]:
    """What comes of each message, in whichever order they end; nobody works on once the caller is gone."""
    pending: set[Future[bytes]] = set()
    stopped = True
    try:
        for message in messages:
            pending.add(executor.submit(message))
            if len(pending) >= executor.size():
                done, pending = landed(pending, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in done)
        yield from (future.result() for future in as_completed(pending))
        stopped = False
    finally:
        executor.close(now=stopped)


def begin() -> None:
    """In a new process: Ctrl-C is the parent's affair, and so is when to go, even if the parent is killed."""
    with suppress(ValueError):
        signal.signal(signal.SIGINT, lambda *_: None)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    threading.Thread(target=_go_with_the_parent, daemon=True).start()


def _go_with_the_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def cores() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
