"""Warm processes: work is done elsewhere, one that dies takes nobody's work but its own, and all of them go."""

import multiprocessing
import os
import signal
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool

import pytest

from grader.batch.processes import Processes, answers, cores

PATIENCE = 60


def echo(message: bytes) -> bytes:
    """Whoever answers, and what; the order `die` is obeyed."""
    if message == b"die":
        os.kill(os.getpid(), signal.SIGKILL)
    if message == b"fall":
        raise ValueError("no such task")
    return b"%d %s" % (os.getpid(), message)


def test_two_warm_processes_one_of_which_dies() -> None:
    executor = Processes(2, echo)
    try:
        assert executor.size() == 2
        first, other = executor.submit(b"a"), executor.submit(b"b")
        pids = [future.result(PATIENCE).split()[0] for future in (first, other)]
        assert len({*pids, str(os.getpid()).encode()}) == 3
        dying, alive = executor.submit(b"die"), executor.submit(b"c")
        assert alive.result(PATIENCE).split() == [pids[1], b"c"]
        with pytest.raises(BrokenProcessPool):
            dying.result(PATIENCE)
        again = executor.submit(b"d").result(PATIENCE).split()
        assert again[1] == b"d"
        assert again[0] not in pids
        with pytest.raises(ValueError, match="no such task"):
            executor.submit(b"fall").result(PATIENCE)
    finally:
        executor.close()
    assert multiprocessing.active_children() == []


class Inline:
    """An executor that answers at once, in this process."""

    def __init__(self, size: int) -> None:
        self.hands, self.most, self.open, self.closed = size, 0, 0, list[bool]()

    def size(self) -> int:
        return self.hands

    def submit(self, message: bytes) -> "Future[bytes]":
        future: Future[bytes] = Future()
        if message == b"fall":
            future.set_exception(ValueError("no such task"))
        else:
            future.set_result(message.upper())
        return future

    def close(self, *, now: bool = False) -> None:
        self.closed.append(now)


def test_an_answer_for_each_message() -> None:
    executor = Inline(2)
    assert sorted(answers(executor, [b"a", b"b", b"c", b"d", b"e"])) == [b"A", b"B", b"C", b"D", b"E"]
    assert executor.closed == [False]


def test_messages_are_made_as_they_are_needed() -> None:
    made = []

    def messages():
        for message in (b"a", b"b", b"c", b"d"):
            made.append(message)
            yield message

    found = answers(Inline(2), messages())
    next(found)
    assert len(made) == 2
    found.close()


def test_nobody_works_on_once_the_caller_is_gone() -> None:
    executor = Inline(1)
    found = answers(executor, [b"a", b"b"])
    next(found)
    found.close()
    assert executor.closed == [True]
    executor = Inline(1)
    with pytest.raises(ValueError, match="no such task"):
        list(answers(executor, [b"a", b"fall", b"b"]))
    assert executor.closed == [True]


def test_cores_are_those_that_may_be_used() -> None:
    assert 1 <= cores() <= (os.cpu_count() or 1)
