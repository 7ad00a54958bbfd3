"""A platform's container, as far as this machine can be one: half a CPU, 768 MB, and root without namespaces."""

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.commands import ROOT

CPU, MEMORY = Path("/sys/fs/cgroup/cpu"), Path("/sys/fs/cgroup/memory")  # control groups, the first version
MIB = 1 << 20
DOCKERS = {0, 1, 3, 4, 5, 6, 7, 8, 10, 13, 18, 27, 29, 31}  # capabilities that Docker leaves to root
LIKE_DOCKER = f"""
import ctypes, os, struct, sys, sysconfig
sys.path.insert(0, {str(ROOT)!r})
from grader.worker import kernel, namespaces
kernel.libc.unshare(kernel.CLONE["mount"])  # the interpreter may lie in a folder closed to others
namespaces._private_mounts([sys.base_prefix, sysconfig.get_path("purelib"), sys.prefix + "/bin"])
for capability in range(41):
    if capability not in {DOCKERS}:
        kernel.libc.prctl(24, capability, 0, 0, 0)
kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
number = {{"x86_64": 272, "aarch64": 97}}[os.uname().machine]
code = [(0x20, 0, 0, 0), (0x15, 0, 1, number), (0x06, 0, 0, 0x50001), (0x06, 0, 0, 0x7FFF0000)]  # unshare: EPERM
text = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *one) for one in code))
program = struct.pack("HxxxxxxP", len(code), ctypes.addressof(text))
assert kernel.libc.prctl(22, 2, program, 0, 0) == 0
assert kernel.libc.unshare(0x10000000) == -1
os.execvp(sys.argv[1], sys.argv[1:])
"""


@dataclass
class Used:
    """What a run took, and what it said."""

    status: int
    said: str
    memory: int = 0  # bytes at most, page cache included
    limited: bool = False  # by control groups, for real


def run(*command: str, environment: dict[str, str], docker: bool = False) -> Used:
    """The command in half a CPU and 768 MB, where control groups can be made."""
    if docker:
        command = (sys.executable, "-B", "-c", LIKE_DOCKER, *command)
    with _groups() as groups:

        def enter() -> None:
            for group in groups:
                (group / "cgroup.procs").write_text("0")

        done = subprocess.run(
            command,
            env=os.environ | environment,
            capture_output=True,
            text=True,
            timeout=300,
            preexec_fn=enter,
            check=False,
        )
        used = Used(done.returncode, done.stdout + done.stderr, limited=bool(groups))
        if groups:
            used.memory = int((groups[1] / "memory.max_usage_in_bytes").read_text())
    return used


@contextlib.contextmanager
def _groups() -> Iterator[list[Path]]:
    try:
        groups = [Path(tempfile.mkdtemp(prefix="container-", dir=parent)) for parent in (CPU, MEMORY)]
        (groups[0] / "cpu.cfs_quota_us").write_text("50000")
        (groups[0] / "cpu.cfs_period_us").write_text("100000")
        (groups[1] / "memory.limit_in_bytes").write_text(str(768 * MIB))
    except OSError:
        yield []
        return
    try:
        yield groups
    finally:
        for group in groups:
            with contextlib.suppress(OSError):
                group.rmdir()
