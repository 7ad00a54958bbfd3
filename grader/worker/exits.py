"""Exits in machine code: what a function of torch's that is out of order begins with.

    leaving        leave with an exit status of our own, whoever calls and with what
    guard          leave where a yes-or-no argument is yes, and do nothing where it is no
    NEVER          answer no

Each place that leaves is noted under its status (`places`), so that seccomp lets nobody else end a worker with it.
They stand in the zygote's memory and hold in every worker at no cost; nothing in Python's reach can take them back.
"""

import ctypes
import os
import platform
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

X86 = platform.machine() == "x86_64"
NEVER = bytes.fromhex("31c0c3" if X86 else "00008052c0035fd6")  # return false
RETURN = bytes.fromhex("c3" if X86 else "c0035fd6")
FIRST, SECOND = 0, 1  # which argument a guard looks at
places: dict[int, list[int]] = {}  # status → where the instruction after each exit is, as the kernel sees it


def leaving(status: int) -> bytes:
    """exit_group(status)."""
    if X86:
        return b"\xbf" + status.to_bytes(4, "little") + bytes.fromhex("b8e70000000f05")
    return (0xD2800000 | status << 5).to_bytes(4, "little") + bytes.fromhex("c80b80d2010000d4")


def guard(status: int, argument: int) -> bytes:
    """`if argument: exit_group(status)`, then return."""
    code = leaving(status)
    if X86:  # test dil, dil (or sil); je beyond
        return bytes.fromhex("4084ff" if argument == FIRST else "4084f6") + bytes((0x74, len(code))) + code + RETURN
    return (0x36000000 | (4 + len(code)) // 4 << 5 | argument).to_bytes(4, "little") + code + RETURN  # tbz w, 0


def overwrite(library: str, name: str, code: bytes) -> None:
    """Write `code` over the first instructions of a function that one of torch's libraries exports."""
    loaded = ctypes.CDLL(str(Path(torch.__file__).parent / "lib" / library))
    write(ctypes.cast(getattr(loaded, name), ctypes.c_void_p).value or 0, code)


def write(address: int, code: bytes) -> None:
    """Write instructions there, and note their exits."""
    libc = ctypes.CDLL(None, use_errno=True)
    page = os.sysconf("SC_PAGE_SIZE")
    start = address // page * page
    span = ctypes.c_size_t(address + len(code) - start)
    for protection in (7, 5):  # writable for a moment, then executable only
        if libc.mprotect(ctypes.c_void_p(start), span, protection):
            raise OSError(ctypes.get_errno(), "mprotect is refused")
        if protection == 7:
            ctypes.memmove(address, code, len(code))
    call = bytes.fromhex("0f05" if X86 else "010000d4")
    if call in code:
        before = code.index(call)
        status = code[before - 9] if X86 else int.from_bytes(code[before - 8 : before - 4], "little") >> 5 & 0xFF
        places.setdefault(status, []).append(address + before + len(call))


def caller(status: int) -> Callable[[], None]:
    """A function that leaves with `status`, by the first place that does."""
    return ctypes.CFUNCTYPE(None)(places[status][0] - len(leaving(status)))


def alive(trials: dict[str, Callable[[], Any]], status: int) -> str:
    """Which trials did not end with the status, each in a child of its own, in words; empty if all did."""
    children = {name: _started(trial) for name, trial in trials.items()}
    codes = {name: os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for name, pid in children.items()}
    found = [name for name, code in codes.items() if code != status]
    return f"still working: {', '.join(found)}" if found else ""


def _started(trial: Callable[[], Any]) -> int:
    """A child that tries it."""
    pid = os.fork()
    if not pid:
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            trial()
        finally:
            os._exit(0)
    return pid
