"""Limits of time, memory and threads, each broken by a real worker; what a busy machine takes is not counted."""

import os
import select
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import psutil
import pytest

from grader.errors import StudentError, WorkerCrashed, WorkerTimeout
from grader.records import MIB, Limits
from grader.sandbox import monitor as module
from grader.sandbox.budget import Budget, Purse
from grader.sandbox.monitor import Monitor, queued
from tests.grader.sandbox.traps import LIMITS, SOON, ending, run


def test_a_loop_ends_at_the_limit_of_cpu_time(worker: Any) -> None:
    failure = ending(worker, "while True: pass", limits=replace(LIMITS, call_cpu_seconds=0.3))
    assert isinstance(failure, WorkerTimeout)
    assert "0.3 s of CPU time in one call" in failure.cause


def test_a_sleep_ends_at_the_limit_of_wall_time(worker: Any) -> None:
    failure = ending(worker, "time.sleep(60)", limits=replace(LIMITS, call_seconds=0.2))
    assert (type(failure), failure.cause) == (WorkerTimeout, "no answer within 0.2 s")


def test_an_endless_import_ends(worker: Any) -> None:
    with pytest.raises(WorkerTimeout):
        worker("while True: pass", limits=replace(LIMITS, start_seconds=0.3))


@pytest.mark.parametrize(
    "body",
    [
        "held = []\nwhile True: held.append(bytearray(b'x' * 2**22))",
        "held = []\nwhile True: held.append(torch.ones(2**20))",
        "import mmap\nheld = []\nwhile True:\n    m = mmap.mmap(-1, 2**24); m.write(b'x' * 2**24); held.append(m)",
        "return torch.ones(2**40)",
    ],
)
def test_memory_is_bounded(worker: Any, body: str) -> None:
    before = psutil.Process().memory_info().rss
    with pytest.raises((WorkerCrashed, StudentError)) as found:
        run(worker, body)
    said = str(found.value)
    assert any(words in said for words in ("memory", "SIGKILL", "SIGSEGV", "allocate")), said
    assert psutil.Process().memory_info().rss - before < 64 * MIB


def test_a_thread_that_outlives_its_call_dies_with_its_worker(worker: Any) -> None:
    source = (
        "import threading, time\nspun = [0]\ndef loop():\n    while True:\n        spun[0] += 1; time.sleep(0.001)\n"
    )
    student = worker(source + "def trap():\n    threading.Thread(target=loop, daemon=True).start()\n    return 1")
    assert student.trap() == 1
    pid = student._connection.pid
    assert psutil.Process(pid).num_threads() > 1
    student.close()
    assert not psutil.pid_exists(pid)


def test_too_many_threads_end_the_worker(worker: Any) -> None:
    body = (
        "while True:\n    try: threading.Thread(target=time.sleep, args=(60,)).start()\n    except RuntimeError: pass"
    )
    assert "threads" in ending(worker, body).cause


def test_a_signal_handler_does_not_save_it(worker: Any) -> None:
    body = (
        "for s in range(1, 65):\n    try: signal.signal(s, lambda *_: None)\n    except (OSError, ValueError): pass\n"
    )
    assert isinstance(ending(worker, body + "while True: pass", limits=SOON), WorkerTimeout)


@pytest.fixture
def silent() -> Iterator[tuple[int, int, int]]:
    """The ends of a line, a stdout and a stderr on which nothing comes."""
    pipes = [os.pipe() for _ in range(3)]
    yield tuple(reading for reading, _ in pipes)
    os.close(pipes[0][0])
    for _, writing in pipes:
        os.close(writing)


def monitor(silent: tuple[int, int, int], limits: Limits = LIMITS, budget: Budget | None = None) -> Monitor:
    """One that takes this very process for the worker."""
    _, out, err = silent
    return Monitor(os.getpid(), out, err, resting=0, limits=limits, budget=budget or Budget(), purse=Purse())


BROKEN = {
    "memory_bytes": (WorkerCrashed, "out of memory: it used more than 0 MiB"),
    "threads": (WorkerCrashed, "it started more than 0 threads"),
    "exercise_cpu_seconds": (WorkerTimeout, "more than 0.0 s of CPU time in one exercise"),
    "idle_seconds": (WorkerTimeout, "more than 0 s in which nothing was computed, in the whole submission"),
}


@pytest.mark.parametrize("limit", BROKEN)
def test_a_look_from_outside_sees_what_is_used(limit: str, silent: tuple[int, int, int]) -> None:
    roomy = replace(Limits(), memory_bytes=1 << 50, threads=10_000, exercise_cpu_seconds=1e9)
    watcher, (kind, words) = monitor(silent, replace(roomy, **{limit: 0})), BROKEN[limit]
    watcher.begin(5.0, 1e9)
    failure = watcher.wait(silent[0], select.POLLIN)
    watcher.close()
    assert (type(failure), failure and failure.cause) == (kind, words)


def test_what_is_left_of_an_exercise_is_all_that_a_call_gets(silent: tuple[int, int, int]) -> None:
    budget = Budget()
    budget.seconds = 5.0
    watcher = monitor(silent, replace(LIMITS, exercise_seconds=5.0), budget)
    watcher.begin(2.0, 1.0)
    failure = watcher.late()
    watcher.charge()
    watcher.close()
    assert failure is not None
    assert failure.cause == "no answer within 0.0 s, which was left of the 5.0 s of its exercise"
    assert budget.seconds > 5.0


def test_waiting_for_a_core_is_the_machines_time(silent: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    stood = iter([0.0])  # in line, as the kernel tells at the first look; later it has become more
    monkeypatch.setattr(module, "queued", lambda _: next(stood, 0.2))
    budget, began = Budget(), time.monotonic()
    watcher = monitor(silent, replace(Limits(), memory_bytes=1 << 50, threads=10_000, exercise_cpu_seconds=1e9), budget)
    watcher.begin(0.1, 1e9)
    failure = watcher.wait(silent[0], select.POLLIN)
    watcher.close()
    assert failure is not None
    assert failure.cause == "no answer within 0.1 s"
    assert time.monotonic() - began >= 0.3
    assert budget.seconds == pytest.approx(-0.2)


def test_waiting_for_a_core_is_no_rest_either(silent: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    stood, began = iter([0.0]), time.monotonic()
    monkeypatch.setattr(module, "queued", lambda _: next(stood, time.monotonic() - began))
    watcher = monitor(
        silent, replace(Limits(), memory_bytes=1 << 50, threads=10_000, exercise_cpu_seconds=1e9), Budget()
    )
    watcher.begin(0.1, 1e9)
    monkeypatch.setattr(watcher, "_until", began + 0.1)
    for _ in range(5):
        time.sleep(0.1)
        watcher._look()
        watcher.late()
    watcher._look()
    watcher.close()
    assert watcher._purse.idle_seconds < 0.2


def test_the_kernel_is_asked_how_long_a_process_stood_in_line() -> None:
    assert queued(os.getpid()) >= 0.0
    assert queued(2**30) == 0.0


def test_what_comes_on_the_line_ends_the_wait(silent: tuple[int, int, int]) -> None:
    line, theirs = os.pipe()
    watcher = monitor(silent)
    watcher.prepare(5.0)
    os.write(theirs, b"x")
    assert watcher.wait(line, select.POLLIN) is None
    watcher.close()
    for fd in (line, theirs):
        os.close(fd)


@pytest.mark.parametrize("linux", [True, False])
def test_what_a_process_uses_is_read_as_others_read_it(monkeypatch: pytest.MonkeyPatch, linux: bool) -> None:
    monkeypatch.setattr(module, "LINUX", linux and module.LINUX)
    process, came = psutil.Process(), module.used(os.getpid())
    assert came.memory == pytest.approx(process.memory_info().rss, rel=0.05)
    assert (came.threads, came.cpu) == (process.num_threads(), pytest.approx(sum(process.cpu_times()[:2]), abs=0.5))
    with pytest.raises(module.GONE):
        module.used(2**22 + 1)
