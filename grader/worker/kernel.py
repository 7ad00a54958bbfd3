"""The few calls into the Linux kernel that Python has no name for. Standard library only."""

import ctypes
import os
import sys
from typing import Any

LINUX = sys.platform.startswith("linux")
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38
CLONE = {"mount": 0x20000, "cgroup": 0x2000000, "uts": 0x4000000, "ipc": 0x8000000, "pid": 0x20000000,
         "net": 0x40000000}  # fmt: skip
CLONE_NEWUSER = 0x10000000
CAPGET, CAPSET = ({"aarch64": 90, "x86_64": 125}.get(os.uname().machine, -1), {"aarch64": 91, "x86_64": 126}.get(
    os.uname().machine, -1)) if hasattr(os, "uname") else (-1, -1)  # fmt: skip

libc: Any = ctypes.CDLL(None, use_errno=True) if LINUX else None


def checked(result: int, what: str) -> int:
    """The result of a libc call, or the OSError that it stands for."""
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def prctl(option: int, *arguments: Any) -> None:
    """`prctl(2)`."""
    values = [ctypes.c_ulong(a) if isinstance(a, int) else a for a in (*arguments, 0, 0, 0, 0)[:4]]
    checked(libc.prctl(ctypes.c_int(option), *values), f"prctl {option}")


def syscall(number: int, *arguments: Any) -> int:
    """`syscall(2)`; integers go as longs."""
    values = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    return checked(libc.syscall(ctypes.c_long(number), *values), f"syscall {number}")


def drop_capabilities() -> None:
    """Give up every capability, whoever we are."""
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    syscall(CAPSET, ctypes.byref(header), ctypes.byref((ctypes.c_uint32 * 6)()))
