"""Landlock: a worker's view of the file system, narrowed to what the interpreter needs (landlock(7)).

Reading below the interpreter's folders, writing below one scratch folder, executing nothing; no TCP, and no signal
or abstract socket that leaves the worker. No privilege is needed. Each version of the interface adds rights to refuse.
"""

import ctypes
import os
import struct
from collections.abc import Iterable

from . import kernel

CREATE, ADD, RESTRICT = 444, 445, 446
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
REMOVE_DIR, REMOVE_FILE, MAKE_DIR, MAKE_REG = 16, 32, 128, 256
TRUNCATE = 1 << 14
READ = READ_FILE | READ_DIR
WRITE = WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | TRUNCATE
FILE_RIGHTS = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE


def version() -> int:
    """The version of the kernel's interface; 0 where there is none."""
    try:
        return kernel.syscall(CREATE, 0, 0, 1) if kernel.LINUX else 0
    except OSError:
        return 0


def handled(abi: int) -> int:
    """The rights over files that are refused unless granted: 13 at first, one more with versions 2, 3 and 5."""
    return (1 << (13 + (abi >= 2) + (abi >= 3))) - 1 | ((1 << 15) if abi >= 5 else 0)


def ruleset(abi: int, reads: Iterable[str], writes: Iterable[str]) -> int:
    """A descriptor of the rules; paths that are not there are left out."""
    files = handled(abi)
    attributes = struct.pack("=QQQ", files, 0b11 if abi >= 4 else 0, 0b11 if abi >= 6 else 0)
    attributes = attributes[: 24 if abi >= 6 else 16 if abi >= 4 else 8]
    rules = kernel.syscall(CREATE, ctypes.create_string_buffer(attributes), len(attributes), 0)
    granted = [(path, READ) for path in reads] + [(path, READ | WRITE) for path in writes]
    for path, rights in granted:
        try:
            fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except FileNotFoundError:
            continue
        allowed = rights & files if os.path.isdir(path) else rights & files & FILE_RIGHTS  # noqa: PTH112
        rule = ctypes.create_string_buffer(struct.pack("=Qi", allowed, fd))
        kernel.syscall(ADD, rules, 1, rule, 0)
        os.close(fd)
    return rules


def restrict(rules: int) -> None:
    """From now on this thread, and whatever it starts, obeys the rules; needs no_new_privs."""
    kernel.syscall(RESTRICT, rules, 0)
    os.close(rules)
