"""How a worker ended, in words: leaving, crashing, and the engine's exit status, which nobody can forge."""

from typing import Any

import pytest

from grader.errors import EngineCalled, ReadyMadeCalled, WorkerCrashed, WorkerTimeout
from grader.sandbox.endings import cause_of
from grader.sandbox.sandbox import Sandbox
from grader.sandbox.zygote import Zygote
from grader.worker.protocol import ENGINE, READY_MADE
from tests.grader.sandbox.traps import ending, run


@pytest.mark.parametrize("status", [0, 1, 3, 70])
def test_leaving_in_a_call_is_a_crash(worker: Any, status: int) -> None:
    failure = ending(worker, f"os._exit({status})")
    assert (type(failure), failure.cause) == (WorkerCrashed, f"it ended itself with exit status {status}")


@pytest.mark.parametrize("how", ["os._exit(0)", "raise SystemExit(0)", "import sys; sys.exit()"])
def test_leaving_at_import_is_a_crash(worker: Any, how: str) -> None:
    with pytest.raises(WorkerCrashed, match="exit status 0"):
        worker(f"import os\n{how}")


def test_sys_exit_in_backward_is_a_crash_and_the_next_worker_lives(worker: Any) -> None:
    source = "import sys\nclass Linear:\n    def backward(self, g): sys.exit(0)\n    def forward(self, x): return x"
    with pytest.raises(WorkerCrashed, match="exit status 0"):
        worker(source).Linear().backward(1)
    assert worker(source).Linear().forward(1) == 1


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("ctypes.string_at(0)", "SIGSEGV"),
        ("os.abort()", "SIGABRT"),
        ("sys.setrecursionlimit(10**9)\ndef f(*_): return max([1], key=f)\nf()", "SIGSEGV"),
        ("signal.raise_signal(signal.SIGKILL)", "SIGKILL"),
    ],
)
def test_crashes_are_named(worker: Any, body: str, words: str) -> None:
    assert words in ending(worker, body).cause


def test_plain_recursion_is_the_students_exception(worker: Any) -> None:
    with pytest.raises(RecursionError):
        run(worker, "def f(): return f()\nf()")


CALLS = {
    "backward": "with torch.enable_grad():\n    x = torch.ones(2, requires_grad=True)\n    (x * x).sum().backward()",
    "dual numbers": "with torch.autograd.forward_ad.dual_level(): pass",
    "a kernel": "torch.ops.aten.tanh_backward(torch.ones(2), torch.ones(2))",
}

FORGERIES = ("os._exit(86)", "os._exit(86 + 256)", "sys.exit(86)", "ctypes.CDLL(None).syscall(60, 86)",
             "ctypes.CDLL(None)._exit(86)", "ctypes.CDLL(None).syscall(231, 86)")  # fmt: skip


@pytest.mark.parametrize("call", CALLS)
def test_calling_the_engine_is_seen(worker: Any, call: str) -> None:
    assert type(ending(worker, CALLS[call])) is EngineCalled


@pytest.mark.parametrize("body", FORGERIES)
def test_the_engines_status_cannot_be_forged(worker: Any, body: str) -> None:
    failure = ending(worker, body)
    assert type(failure) is WorkerCrashed
    assert "engine" not in failure.cause


def test_where_anybody_could_end_so_nobody_is_accused() -> None:
    with (
        Zygote(unsafe=True, without=("engine",)) as lesser,
        Sandbox(
            {"framework/__init__.py": b"import os\ndef trap(): os._exit(86)"}, "framework", zygote=lesser
        ) as sandbox,
    ):
        with pytest.raises(WorkerCrashed, match="exit status 86") as found:
            sandbox.student().trap()
        assert type(found.value) is WorkerCrashed
    assert type(cause_of({"code": 86, "killed": False}, tells=())) is WorkerCrashed


@pytest.mark.parametrize(
    ("ended", "kind", "words"),
    [
        ({"code": 3, "killed": False}, WorkerCrashed, "it ended itself with exit status 3"),
        ({"code": ENGINE, "killed": False}, EngineCalled, "the differentiation engine"),
        ({"code": READY_MADE, "killed": False}, ReadyMadeCalled, "it called a ready-made layer, loss or optimizer"),
        ({"code": ENGINE, "killed": True}, WorkerCrashed, "it hung up on the grader"),
        ({"code": -11, "killed": False}, WorkerCrashed, "memory that is not its own (SIGSEGV)"),
        ({"code": -24, "killed": False}, WorkerTimeout, "its CPU time was used up"),
        ({"code": -1, "killed": False}, WorkerCrashed, "a signal ended it (SIGHUP)"),
    ],
)
def test_each_ending_has_its_words(ended: dict[str, Any], kind: type, words: str) -> None:
    found = cause_of(ended, tells=(ENGINE, READY_MADE))
    assert type(found) is kind
    assert words in found.cause
