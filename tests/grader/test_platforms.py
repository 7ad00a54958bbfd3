"""The commands where there is no fork, no poll, no Landlock: they say which wall is missing, and never only fail.

A child Python loses what such a machine lacks, once torch and pytest are imported, and then runs the command.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from grader.errors import WallMissing
from grader.sandbox.zygote import Zygote

ROOT = Path(__file__).parents[2]
LACKING = """
import json, os, runpy, select, signal, socket, sys, sysconfig
import psutil, pytest, rich.console, torch, typer

sysconfig.get_config_vars()  # it looks into this platform's own files
sys.path.insert(0, os.getcwd())
platform, modules, names, arguments = json.loads(sys.argv[1])


class Absent:
    def find_spec(self, name, path=None, target=None):
        if name in modules:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


for name in modules:
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Absent())
for name in names:
    holder, _, attribute = name.partition(".")
    delattr(sys.modules[holder], attribute)
sys.platform = platform
sys.argv = ["python -m grader", *arguments]
runpy.run_module("grader", run_name="__main__", alter_sys=True)
"""
WINDOWS = (
    "win32", ["resource", "fcntl", "pwd", "grp"],
    ["os.fork", "os.setsid", "os.killpg", "os.getuid", "os.geteuid", "os.uname", "os.wait4", "os.sysconf",
     "select.poll", "socket.send_fds", "socket.recv_fds", "socket.MSG_DONTWAIT", "signal.SIGKILL", "signal.SIGXCPU",
     "signal.SIGSYS", "signal.SIGBUS"],
)  # fmt: skip


def lacking(machine: tuple[str, list[str], list[str]], *arguments: str) -> subprocess.CompletedProcess[str]:
    """`python -m grader ARGUMENTS` on such a machine."""
    job = json.dumps([*machine, arguments])
    return subprocess.run(
        [sys.executable, "-c", LACKING, job], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.mark.parametrize(("command", "unsafe"), [("grade", ()), ("doctor", ("--unsafe",))])
def test_without_fork_nothing_is_graded_and_the_reason_is_said(command: str, unsafe: tuple[str, ...], tmp_path: Path):
    out = ("--out", str(tmp_path)) if command == "grade" else ()
    done = lacking(WINDOWS, command, str(ROOT), *out, *unsafe)
    assert done.returncode == 3, done.stderr
    assert "a worker is a forked process; win32 has no fork" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "scores.json").exists()


def test_without_walls_the_grader_refuses_and_says_which_is_missing() -> None:
    """As on macOS: processes can be forked there, and nothing holds them in."""
    with pytest.raises(WallMissing, match=r"would not be held in here \(left out\); --unsafe grades all the same"):
        Zygote(without=("namespaces", "landlock", "seccomp", "engine"))
