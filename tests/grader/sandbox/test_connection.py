"""The traps of a sandbox, each sprung in a real worker: nothing outlives it, nothing gets out, the cause is named.

A worker here has less memory and output than when grading, so that each trap snaps soon.
"""

import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from grader.errors import BadAnswer, EngineCalled, StudentError, WorkerCrashed, WorkerFailure, WorkerTimeout
from grader.records import MIB, Limits
from grader.sandbox.budget import Budget
from grader.sandbox.endings import cause_of
from grader.sandbox.job import Rough
from grader.sandbox.sandbox import Sandbox
from grader.sandbox.scratch import clear
from grader.sandbox.zygote import Zygote
from grader.student.proxy import Output, Student

LIMITS = Limits(
    call_seconds=20.0, call_cpu_seconds=10.0, exercise_seconds=60.0, exercise_cpu_seconds=30.0, script_seconds=20.0,
    memory_bytes=256 * MIB, flood_bytes=2 * MIB, output_bytes=1000, message_bytes=1 * MIB,
)  # fmt: skip

SOON = replace(LIMITS, call_seconds=0.3, script_seconds=0.6)


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    with Zygote(unsafe=True) as zygote:
        if not zygote.safe:
            pytest.skip("the walls do not stand on this machine: hostile code stays unrun")
        yield zygote


@pytest.fixture
def worker(zygote: Zygote) -> Iterator[Any]:
    """Opens a worker on a package of the given source."""
    sandboxes: list[Sandbox] = []

    def opened(source: str, limits: Limits = LIMITS, budget: Budget | None = None) -> Student:
        sandboxes.append(Sandbox({"framework/__init__.py": source.encode()}, "framework", limits=limits, zygote=zygote))
        return sandboxes[-1].student(budget)

    yield opened
    left = [line.pid for sandbox in sandboxes for line in sandbox._lines]
    for sandbox in sandboxes:
        sandbox.close()
    assert not [pid for pid in left if psutil.pid_exists(pid) and "python" in psutil.Process(pid).name()]


def run(worker: Any, body: str, **more: Any) -> Any:
    """Call a function of this body in a fresh worker."""
    lines = "".join(f"    {line}\n" for line in body.strip().splitlines())
    return worker(f"import os, sys, time, ctypes, signal, threading, torch\ndef trap():\n{lines}", **more).trap()


def ending(worker: Any, body: str, **more: Any) -> WorkerFailure:
    with pytest.raises(WorkerFailure) as found:
        run(worker, body, **more)
    return found.value


# Ends. ---------------------------------------------------------------------------------------------------------


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


def test_a_dead_worker_fails_every_later_question_alike(worker: Any) -> None:
    student = worker("import os\ndef die(): os._exit(4)\nx = 1")
    for _ in range(3):
        with pytest.raises(WorkerCrashed, match="exit status 4"):
            student.die()


def test_much_source_is_no_trouble(zygote: Zygote) -> None:
    files = {f"framework/{'long' * 20}{i}.py": b"#" * MIB for i in range(3)} | {"framework/__init__.py": b"x = 5"}
    with Sandbox(files, "framework", limits=replace(LIMITS, message_bytes=16 * MIB), zygote=zygote) as sandbox:
        assert sandbox.student().x == 5


# The engine's exit status. -------------------------------------------------------------------------------------

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
    assert type(cause_of({"code": 86, "killed": False}, tells=False)) is WorkerCrashed


# Time, memory, output. -----------------------------------------------------------------------------------------


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


def test_an_exercise_has_one_purse_for_all_its_workers(worker: Any) -> None:
    budget, limits = Budget(), replace(LIMITS, exercise_seconds=0.5)
    with pytest.raises(WorkerTimeout):
        run(worker, "time.sleep(60)", limits=limits, budget=budget)
    began = time.monotonic()
    with pytest.raises(WorkerTimeout, match=r"was left of the 0\.5 s of its exercise"):
        run(worker, "time.sleep(60)", limits=limits, budget=budget)
    assert time.monotonic() - began < 0.4


def test_a_script_has_a_purse_of_its_own(zygote: Zygote) -> None:
    files = {"framework/__init__.py": b"", "test.py": b"import time\ntime.sleep(0.3)\nprint('done')"}
    limits = replace(LIMITS, exercise_seconds=0.1, exercise_cpu_seconds=0.1)
    with Sandbox(files, "framework", limits=limits, zygote=zygote) as sandbox:
        assert sandbox.script("test.py").stdout == "done\n"


def test_of_a_script_that_prints_much_the_beginning_and_the_end_are_kept(zygote: Zygote) -> None:
    lines = b"print('first')\nfor k in range(9999):\n    print('step', k)\nprint('last')"
    with Sandbox(
        {"framework/__init__.py": b"", "test.py": lines}, "framework", limits=LIMITS, zygote=zygote
    ) as sandbox:
        printed = sandbox.script("test.py").stdout.splitlines()
    assert (printed[0], printed[-1]) == ("first", "last")
    assert any("more bytes were printed" in line for line in printed)


@pytest.mark.parametrize("fd", [1, 2])
def test_floods_end_and_little_is_kept(worker: Any, fd: int) -> None:
    student = worker(f"import os\ndef trap():\n    while True: os.write({fd}, b'x' * 65536)")
    with pytest.raises(WorkerCrashed, match="printed more than 2 MiB"):
        student.trap()
    line: Any = student._line
    assert len((line.out if fd == 1 else line.err).text()) < LIMITS.output_bytes + 100


def test_printing_much_within_the_limit_is_no_crime_and_no_protocol(worker: Any) -> None:
    with (student := worker("def trap():\n    print('[1, \"value\", 2]' * 20000)\n    return 3")).output() as heard:
        assert student.trap() == 3
    assert isinstance(heard, Output)
    assert heard.text.startswith('[1, "value", 2]')
    assert "more bytes were printed" in heard.text


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


# Processes and threads. ----------------------------------------------------------------------------------------


def test_no_process_is_born(worker: Any) -> None:
    source = "import os, ctypes\ndef fork(): return os.fork()\ndef daemon():\n    os.setsid()\n    return os.fork()\n"
    source += "def spawn(): return os.posix_spawn('/bin/sleep', ['sleep', '60'], {})\n"
    source += "def bomb():\n    while True: os.fork()\n"
    student = worker(source)
    for name in ("fork", "daemon", "spawn", "bomb"):
        with pytest.raises(PermissionError):
            getattr(student, name)()
    assert psutil.Process(student._line.pid).children() == []


def test_killing_everybody_kills_nobody(worker: Any) -> None:
    bystander = worker("x = 7")
    for target in (-1, 0):
        with pytest.raises(PermissionError):
            run(worker, f"os.kill({target}, signal.SIGKILL)")
    for target in (os.getpid(), bystander._line.pid):
        with pytest.raises((PermissionError, ProcessLookupError)):
            run(worker, f"os.kill({target}, signal.SIGKILL)")
    assert bystander.x == 7


def test_a_thread_that_outlives_its_call_dies_with_its_worker(worker: Any) -> None:
    source = (
        "import threading, time\nspun = [0]\ndef loop():\n    while True:\n        spun[0] += 1; time.sleep(0.001)\n"
    )
    student = worker(source + "def trap():\n    threading.Thread(target=loop, daemon=True).start()\n    return 1")
    assert student.trap() == 1
    pid = student._line.pid
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


# Lies on the line. ---------------------------------------------------------------------------------------------

LINE = "import struct\nsend = lambda data: os.write(3, data)\n"
LIES = {
    "noise": "send(b'\\x00\\x00\\x00\\x05\\x00\\x00\\x00\\x00hello')",
    "a giant length": "send(struct.pack('>II', 2**32 - 1, 2**32 - 1))",
    "a value of another question": "send(struct.pack('>II', 8, 0) + b'\\x93\\x63\\xa5value\\x01'[:8])",
    "two answers": "send((struct.pack('>II', 9, 0) + b'\\x93\\x02\\xa5value\\x01') * 2)",
    "text for an answer": "send(struct.pack('>II', 3, 0) + b'\\xa2hi')",
}


@pytest.mark.parametrize("lie", LIES)
def test_forged_frames_are_bad_answers(worker: Any, lie: str) -> None:
    failure = ending(worker, LINE + LIES[lie] + "\ntime.sleep(60)")
    assert isinstance(failure, BadAnswer), failure.cause


def test_answering_before_being_asked_answers_nothing(worker: Any) -> None:
    source = "import os, struct\ndef trap():\n"
    source += "    answer = lambda n: struct.pack('>II', 9, 0) + bytes([0x93, n]) + b'\\xa5value\\x01'\n"
    source += "    os.write(3, answer(3))\n    return 5\ndef other(): return 6\n"
    student = worker(source)  # question 1 asks for the name `trap`, 2 calls it; 3 was answered in advance
    with pytest.raises(BadAnswer):
        student.trap()
    with pytest.raises(BadAnswer):
        student.other()


@pytest.mark.parametrize(
    "way",
    [
        "open(3, 'wb')",
        "open('x', opener=lambda *_: 3)",
        "open(Three(), 'wb')",
        "open('x', 'r', -1, None, None, None, 1)",
    ],
)
def test_the_line_cannot_be_opened(worker: Any, way: str) -> None:
    with pytest.raises(PermissionError, match="by its path"):
        run(worker, f"class Three:\n    def __index__(self): return 3\nreturn {way}")
    with pytest.raises(FileNotFoundError):
        run(worker, "return open('/dev/nothing', encoding='utf-8')")


def test_what_packing_runs_is_attended_to(zygote: Zygote) -> None:
    source = """
import torch
class Late(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        if function is torch.Tensor.detach:
            torch.sigmoid(torch.ones(2))
        return super().__torch_function__(function, types, args, kwargs or {})
def late(): return torch.zeros(2).as_subclass(Late)
"""
    with Sandbox({"framework/__init__.py": source.encode()}, "framework", limits=LIMITS, zygote=zygote) as sandbox:
        student = Student(sandbox.connection(rough=Rough(1e-7)))
        student.late()
        assert student.seen().counts["aten::sigmoid"] == 1


def test_hanging_up_is_a_crash(worker: Any) -> None:
    failure = ending(worker, "os.close(3)\nos.close(1)\nos.close(2)\ntime.sleep(60)")
    assert (type(failure), failure.cause) == (WorkerCrashed, "it hung up on the grader")


def test_an_answer_that_drips_ends_at_the_limit(worker: Any) -> None:
    drip = LINE + "send(struct.pack('>II', 1000, 0))\nwhile True:\n    send(b'x'); time.sleep(0.005)"
    failure = ending(worker, drip, limits=SOON)
    assert (type(failure), failure.cause) == (WorkerTimeout, "no answer within 0.3 s")


@pytest.mark.parametrize(
    "value",
    ["x" * 3, "torch.ones(2**20)", "['x' * 2**21]", "[0] * 2**21", "torch.ones(1).expand(2**40)", "object", "{1, 2}"],
)
def test_huge_and_odd_values(worker: Any, value: str) -> None:
    """What does not fit is a bad answer; what is no plain value stays over there as a handle."""
    if value.startswith(("torch", "[")):
        assert isinstance(ending(worker, f"return {value}"), BadAnswer)
    else:
        assert run(worker, f"return {value!r}" if value == "xxx" else f"return {value}") is not None


def test_a_nest_beyond_reason_is_a_bad_answer(worker: Any) -> None:
    assert isinstance(ending(worker, "x = []\nfor _ in range(300): x = [x]\nreturn x"), BadAnswer)


# Scripts. ------------------------------------------------------------------------------------------------------


def test_a_script_writes_to_its_own_folder_alone(zygote: Zygote, tmp_path: Path) -> None:
    source = f"""
for path in ("mine.txt", "/tmp/not-mine", {str(tmp_path / "x")!r}, "../x", "/dev/shm/x"):
    try:
        open(path, "w").write("x"); print("wrote", path)
    except OSError as error:
        print("refused", path)
import os
for act in (lambda: os.symlink("/etc/passwd", "link"), lambda: os.link("mine.txt", "hard"), lambda: os.mkfifo("pipe")):
    try: act(); print("made")
    except OSError: print("refused")
"""
    files = {"framework/__init__.py": b"", "test.py": source.encode()}
    with Sandbox(files, "framework", limits=LIMITS, zygote=zygote) as sandbox:
        done = sandbox.script("test.py")
    assert done.status == 0, done.stderr
    assert done.stdout.splitlines()[0] == "wrote mine.txt"
    assert [line.split()[0] for line in done.stdout.splitlines()[1:]] == ["refused"] * 7


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("while True: pass", " 0.6 s"),  # of wall or of CPU time: whichever is looked at first
        ("import time\ntime.sleep(60)", "no answer within 0.6 s"),
        ("while True: print('x' * 60000)", "printed more than"),
        ("import os\nos.abort()", "SIGABRT"),
        ("open('f', 'wb').write(bytes(2**25))\nprint('wrote')", ""),
    ],
)
def test_a_script_has_limits(zygote: Zygote, source: str, words: str) -> None:
    files = {"framework/__init__.py": b"", "test.py": source.encode()}
    with Sandbox(files, "framework", limits=SOON if "0.6" in words else LIMITS, zygote=zygote) as sandbox:
        done = sandbox.script("test.py")
    assert done.status != 0
    assert words in done.cause
    assert "wrote" not in done.stdout


FULL = {
    "folders in folders": ("import os\nwhile True:\n    os.mkdir('d'); os.chdir('d')", "files and folders"),
    "folders with long names": ("import os\nwhile True:\n    os.mkdir('d' * 255); os.chdir('d' * 255)", "too deep"),
    "many files": ("i = 0\nwhile True:\n    i += 1\n    open(str(i), 'w').close()", "files and folders"),
    "much": ("i = 0\nwhile True:\n    i += 1\n    open(str(i), 'wb').write(bytes(2**24))", "MiB"),
}


@pytest.mark.parametrize("how", FULL)
def test_a_script_fills_no_disk(zygote: Zygote, how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    tmp_path.chmod(0o755)
    source, words = FULL[how]
    with Sandbox(
        {"framework/__init__.py": b"", "test.py": source.encode()}, "framework", limits=LIMITS, zygote=zygote
    ) as sandbox:
        done = sandbox.script("test.py")
    assert words in done.cause
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_cleared_however_deep_and_closed(tmp_path: Path) -> None:
    here = os.open(tmp_path, os.O_RDONLY)
    os.mkdir("root", dir_fd=here)
    there = os.open("root", os.O_RDONLY, dir_fd=here)
    for _ in range(3000):
        os.mkdir("deep", dir_fd=there)
        os.close(os.open("file", os.O_CREAT | os.O_WRONLY, dir_fd=there))
        former, there = there, os.open("deep", os.O_RDONLY, dir_fd=there)
        os.close(former)
    os.mkdir("closed", 0, dir_fd=there)
    os.close(there)
    clear(str(tmp_path / "root"))
    os.close(here)
    assert list(tmp_path.iterdir()) == []
