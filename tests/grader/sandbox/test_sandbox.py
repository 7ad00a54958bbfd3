"""A submission in its sandbox: sources of any size, and scripts with a folder and limits of their own."""

from dataclasses import replace
from pathlib import Path

import pytest

from grader.errors import WorkerCrashed
from grader.records import MIB, Watch
from grader.sandbox.job import Rough
from grader.sandbox.sandbox import Sandbox
from grader.sandbox.zygote import Zygote
from grader.student.proxy import Student
from tests.grader.sandbox.traps import LIMITS, SOON


def test_much_source_is_no_trouble(zygote: Zygote) -> None:
    files = {f"framework/{'long' * 20}{i}.py": b"#" * MIB for i in range(3)} | {"framework/__init__.py": b"x = 5"}
    with Sandbox(files, "framework", limits=replace(LIMITS, message_bytes=16 * MIB), zygote=zygote) as sandbox:
        assert sandbox.student().x == 5


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


@pytest.mark.parametrize(("end", "status"), [("", 0), ("sys.exit(3)", 3), ("sys.exit('no')", 1), ("1 / 0", 1)])
def test_a_script_ends_as_it_would_anywhere(end: str, status: int, zygote: Zygote) -> None:
    source = f"import sys\nprint(sys.argv, __name__)\n{end}\n".encode()
    files = {"framework/__init__.py": b"", "test.py": source}
    with Sandbox(files, "framework", limits=LIMITS, zygote=zygote) as sandbox:
        done = sandbox.script("test.py", ["--disk", "course"])
    assert (done.status, done.cause) == (status, "")
    assert done.stdout == "['test.py', '--disk', 'course'] __main__\n"


def test_workers_share_nothing_but_the_zygote(zygote: Zygote) -> None:
    source = b"count = []\ndef add():\n    count.append(1)\n    return len(count)"
    with Sandbox({"framework/__init__.py": source}, "framework", limits=LIMITS, zygote=zygote) as sandbox:
        one, other = sandbox.student(), sandbox.student()
        assert (one.add(), one.add(), other.add()) == (1, 2, 1)
        assert sandbox.isolation.limits == LIMITS
    with pytest.raises(WorkerCrashed, match="closed by the grader"):
        one.add()
    assert zygote.safe  # a zygote that was lent stays: the next sandbox starts at once


def test_files_are_read_once_and_anew_where_others_take_their_place(zygote: Zygote) -> None:
    """The second worker is told the codes by the first, from before a line of the submission had run."""
    first = {"framework/__init__.py": b"import builtins\nx = 5\nbuiltins.compile = None\n", "test.py": b"print(1 / 1)"}
    with Sandbox(first, "framework", limits=LIMITS, zygote=zygote) as sandbox:
        lines = [sandbox.connection(), sandbox.connection(), sandbox.connection(rough=Rough(1e-7))]
        assert lines[0].read is lines[1].read is not lines[2].read
        assert [Student(line).x for line in lines] == [5, 5, 5]
        assert sandbox.script("test.py").stdout == "1.0\n"

    def other(_: object) -> dict[str, bytes] | None:
        return None if mended else mended.append(True) or {"framework/__init__.py": b"x = 6"}

    mended: list[bool] = []
    broken = {"framework/__init__.py": b"x = 5\nx = y"}
    with Sandbox(broken, "framework", limits=LIMITS, zygote=zygote, fill=other) as sandbox:
        assert [sandbox.student().x for _ in range(2)] == [6, 6]


def test_a_source_stands_below_the_packages_own_in_one_run(zygote: Zygote) -> None:
    files = {"framework/__init__.py": b"x = 5", "test.py": b"from framework import x\nprint(x)"}
    watch = Watch((), ("gradient", 0), below="x = 6")
    with Sandbox(files, "framework", limits=LIMITS, zygote=zygote) as sandbox:
        sandbox.student()
        runs = [sandbox.script("test.py", watch=each) for each in (watch, replace(watch, below=""))]
    assert [run.stdout for run in runs] == ["6\n", "5\n"]
