"""Namespaces: workers that see no other process, no network and no mount of the machine.

They are made once, round the zygote and before it imports torch (a user namespace wants a single thread), so that
a worker costs one fork and no more. A first child stays as the process 1 of the new process namespace:
while it lives others can be forked, and when it goes, the kernel ends them all.
As root the namespaces are made directly, otherwise inside a user namespace.
"""

import os
import signal
from contextlib import suppress
from pathlib import Path

from . import kernel

MS_BIND, MS_REC, MS_PRIVATE = 0x1000, 0x4000, 0x40000


def enter(needed: list[str]) -> list[str]:
    """Make what the machine allows and name it; `needed` are the folders that any user must be able to reach."""
    if not kernel.LINUX:
        return []
    made, user, group = [], os.getuid(), os.getgid()
    if kernel.libc.unshare(sum(kernel.CLONE.values())) == 0:
        _private_mounts(needed)
    elif kernel.libc.unshare(kernel.CLONE_NEWUSER) == 0:
        made.append("user")
        with suppress(OSError):  # an old kernel has no such file
            Path("/proc/self/setgroups").write_text("deny", "ascii")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1", "ascii")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1", "ascii")
        if kernel.libc.unshare(sum(kernel.CLONE.values())) != 0:
            return made
    else:
        return []
    _first_process()
    return made + list(kernel.CLONE)


def _first_process() -> None:
    """Process 1 of the new namespace: reaps what nobody waits for, and goes when the zygote goes."""
    if os.fork():
        return
    try:
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        os.setsid()
        os.closerange(0, os.sysconf("SC_OPEN_MAX"))
        while os.getppid() == 0:  # the parent lives in the outer namespace
            signal.pause()
    finally:
        os._exit(0)


def _private_mounts(needed: list[str]) -> None:
    """Let every user reach the interpreter, even below a closed folder such as /root, and hide what lies beside it."""
    libc = kernel.libc
    if libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None) != 0:
        return
    closed: dict[Path, list[Path]] = {}
    for path in {Path(path).resolve() for path in needed}:
        shut = [parent for parent in reversed(path.parents) if not parent.stat().st_mode & 0o001]
        if shut:
            closed.setdefault(shut[0], []).append(path)
    for folder, inside in closed.items():
        opened = [(path, os.open(path, os.O_PATH)) for path in inside]
        if libc.mount(b"none", os.fsencode(folder), b"tmpfs", 0, b"mode=755") != 0:
            return
        for path, fd in opened:
            path.mkdir(parents=True, exist_ok=True)
            libc.mount(f"/proc/self/fd/{fd}".encode(), os.fsencode(path), None, MS_BIND | MS_REC, None)
            os.close(fd)
