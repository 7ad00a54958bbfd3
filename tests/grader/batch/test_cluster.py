"""A real Dask scheduler with two worker processes, one of which is killed midway."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.batch.cluster import Cluster
from grader.errors import Unreadable
from tests.commands import ROOT
from tests.grader.classroom import grader, hand_in, rows, start, times

PATIENCE = 120


START = "import sys; {}; import importlib; importlib.import_module(sys.argv.pop(1)).main()"
WITHOUT = "sys.modules['grader'] = None"  # as where PYTHONPATH was forgotten


def dask(part: str, *arguments: object, grader: bool) -> "subprocess.Popen[bytes]":
    """A scheduler or a worker, as docs/cluster.md starts them: somewhere else, a worker with `PYTHONPATH`."""
    code = START.format("pass" if grader else WITHOUT)
    command = [sys.executable, "-c", code, f"distributed.cli.dask_{part}", "--no-dashboard", *map(str, arguments)]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    if grader:
        environment |= {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(command, env=environment, cwd="/", **quiet)


def until(ready: Callable[[], object], what: str) -> None:
    """Wait for something that must come."""
    end = time.monotonic() + PATIENCE
    while not ready():
        assert time.monotonic() < end, f"no {what} within {PATIENCE} s"
        time.sleep(0.05)


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The address of a running scheduler, and the file that workers find it by."""
    file = tmp_path / "scheduler.json"
    process = dask("scheduler", "--host", "127.0.0.1", "--port", 0, "--scheduler-file", file, grader=False)
    try:
        until(lambda: file.exists() and file.read_text().rstrip().endswith("}"), "scheduler")
        yield json.loads(file.read_text())["address"], file
    finally:
        process.kill()
        process.wait()


def worker(file: Path, *, able: bool = True) -> "subprocess.Popen[bytes]":
    where = ("--scheduler-file", file, "--nthreads", 1, "--no-nanny", "--local-directory", file.parent)
    return dask("worker", *where, grader=able)


def test_a_worker_that_lacks_the_grader_is_named_with_what_is_missing(
    scheduler: tuple[str, Path], tmp_path: Path
) -> None:
    address, file = scheduler
    hand_in(tmp_path / "in", "stubs")
    process = worker(file, able=False)
    try:
        said = grader("batch", tmp_path / "in", "--out", tmp_path / "out", "--cluster", address, status=3)
        assert "a worker cannot import the grader; start each with PYTHONPATH=" in said
        assert "No module named 'grader" in said  # what Python itself says
        assert not times(tmp_path / "out")
    finally:
        process.kill()
        process.wait()


def test_a_worker_is_killed_and_nothing_is_lost(scheduler: tuple[str, Path], tmp_path: Path) -> None:
    address, file = scheduler
    names = [f"stubs{number}" for number in range(4)]
    for name in names:
        hand_in(tmp_path / "in", name)
    hand_in(tmp_path / "in", "right", "plain")
    results = tmp_path / "out"
    workers = [worker(file), worker(file)]
    try:
        batch = start("batch", tmp_path / "in", "--out", results, "--cluster", address)
        until(lambda: times(results) or batch.poll() is not None, "result")
        workers[0].kill()
        midway = times(results)
        _, said = batch.communicate(timeout=2 * PATIENCE)
        assert batch.returncode == 0, said
        assert "5 graded" in said
        assert 0 < len(midway) < 5, midway
        assert {id: time for id, time in times(results).items() if id in midway} == midway
        assert {row["id"]: row["score"] for row in rows(results)} == dict.fromkeys(names, "0") | {"right": "100"}
        assert "5 unchanged" in grader("batch", tmp_path / "in", "--out", results, "--cluster", address)
    finally:
        for process in workers:
            process.kill()
            process.wait()


def test_a_scheduler_without_workers_is_named_and_waited_for(scheduler: tuple[str, Path], tmp_path: Path) -> None:
    hand_in(tmp_path / "in", "anna")
    batch = start("batch", tmp_path / "in", "--out", tmp_path / "out", "--cluster", scheduler[0])
    assert batch.stderr is not None
    assert "has no workers yet; waiting for the first" in batch.stderr.readline()
    time.sleep(2)
    assert batch.poll() is None
    batch.send_signal(signal.SIGINT)
    _, said = batch.communicate(timeout=PATIENCE)
    assert batch.returncode == 130
    assert "Traceback" not in said


def test_no_scheduler_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    said = grader("batch", tmp_path / "in", "--out", tmp_path / "out", "--cluster", "tcp://127.0.0.1:9", status=2)
    assert "no Dask scheduler answers" in said


@pytest.mark.parametrize("address", ["", "nonsense", "tcp://host", "http://127.0.0.1:80", "tcp://host:x", "inproc://x"])
def test_an_address_that_cannot_be_one_is_a_sentence(address: str) -> None:
    with pytest.raises(Unreadable, match="expected an address such as tcp://host:8786"):
        Cluster(address)
