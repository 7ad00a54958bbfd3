"""The zygote: workers that start no process and signal nobody, and a start that fails in a sentence."""

import gc
import os
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

from grader.errors import GraderError, WallMissing
from grader.sandbox import zygote as end
from grader.sandbox.sandbox import Sandbox
from grader.sandbox.zygote import Zygote
from tests.commands import ROOT
from tests.grader.sandbox.traps import run

linux = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="no Linux with seccomp: test_without_fork_nothing_is_graded is all"
)


def test_no_process_is_born(worker: Any) -> None:
    source = "import os, ctypes\ndef fork(): return os.fork()\ndef daemon():\n    os.setsid()\n    return os.fork()\n"
    source += "def spawn(): return os.posix_spawn('/bin/sleep', ['sleep', '60'], {})\n"
    source += "def bomb():\n    while True: os.fork()\n"
    student = worker(source)
    for name in ("fork", "daemon", "spawn", "bomb"):
        with pytest.raises(PermissionError):
            getattr(student, name)()
    assert psutil.Process(student._connection.pid).children() == []


def test_killing_everybody_kills_nobody(worker: Any) -> None:
    bystander = worker("x = 7")
    for target in (-1, 0):
        with pytest.raises(PermissionError):
            run(worker, f"os.kill({target}, signal.SIGKILL)")
    for target in (os.getpid(), bystander._connection.pid):
        with pytest.raises((PermissionError, ProcessLookupError)):
            run(worker, f"os.kill({target}, signal.SIGKILL)")
    assert bystander.x == 7


def test_a_zygote_that_dies_while_it_starts_leaves_nothing_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(end, "BOOT", "raise SystemExit('no torch today')")
    with pytest.raises(GraderError, match="no torch today") as failure:
        Zygote(unsafe=True)
    del failure
    gc.collect()  # what is still open warns, and warnings are errors


@linux
def test_the_minimum_wall():
    with pytest.raises(WallMissing, match="--unsafe"):
        Zygote(without=("seccomp",))
    with Zygote(without=("seccomp",), unsafe=True) as zygote, Sandbox({}, "framework", zygote=zygote) as sandbox:
        assert not sandbox.isolation.safe


def test_without_fork_nothing_is_graded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    with pytest.raises(WallMissing, match="has no fork, so nothing can be graded here"):
        Zygote()


def test_a_worker_reads_torch_and_the_interpreter_and_none_of_us() -> None:
    needed = end._needed("torch")
    assert (Path(needed[0]) / "torch").is_dir()
    house = ROOT / "grader"
    kept = end._apart_from_us([str(ROOT), *needed])
    assert str(ROOT / "framework") in kept
    assert not [path for path in kept if end.WORKER.is_relative_to(path)]
    assert str(house / "testing") in kept  # folders are split only as far as the way to the worker's own text
    assert not {str(ROOT), str(house), str(end.WORKER)} & set(kept)


def test_the_environment_tells_nothing_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "x")
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/lib")
    given = end._environment(2)
    assert "SECRET_TOKEN" not in given
    assert given["LD_LIBRARY_PATH"] == "/opt/lib"
    assert {given[name] for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")} == {"2"}
