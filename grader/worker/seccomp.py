"""A filter of system calls: a list of what a worker needs; everything else answers EPERM.

The filter is written as BPF here (`seccomp(2)`, linux/filter.h) since a machine may have no libseccomp.
No process can be started, no socket opened, no other process signalled or traced, no limit raised.
Without Landlock (`paths=False`) no path can be opened, looked at or removed either: torch still works,
since the worker got everything as bytes and whatever torch needs is loaded.
Only our own exits (`own`, see exits.py) can end a worker with one of our exit statuses, so that nobody forges them.
"""

import ctypes
import errno
import os
import struct
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from . import kernel

# name: (x86_64, aarch64); the frequent ones first, since the filter is read from the top
PLAIN = {
    "futex": (202, 98), "madvise": (28, 233), "mmap": (9, 222), "munmap": (11, 215), "brk": (12, 214),
    "recvfrom": (45, 207), "write": (1, 64), "read": (0, 63), "poll": (7, None), "ppoll": (271, 73),
    "mprotect": (10, 226), "mremap": (25, 216), "close": (3, 57), "fstat": (5, 80), "lseek": (8, 62),
    "readv": (19, 65), "writev": (20, 66), "pread64": (17, 67), "pwrite64": (18, 68), "ftruncate": (77, 46),
    "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139), "sigaltstack": (131, 132),
    "select": (23, None), "pselect6": (270, 72), "sched_yield": (24, 124), "sched_getaffinity": (204, 123),
    "nanosleep": (35, 101), "clock_nanosleep": (230, 115), "clock_gettime": (228, 113), "clock_getres": (229, 114),
    "gettimeofday": (96, 169), "time": (201, None), "times": (100, 153), "getpid": (39, 172), "gettid": (186, 178),
    "getppid": (110, 173), "getuid": (102, 174), "geteuid": (107, 175), "getgid": (104, 176),
    "getegid": (108, 177), "uname": (63, 160), "dup": (32, 23), "dup2": (33, None), "dup3": (292, 24),
    "pipe": (22, None), "pipe2": (293, 59), "getrlimit": (97, 163), "getrusage": (98, 165), "sysinfo": (99, 179),
    "set_robust_list": (273, 99), "set_tid_address": (218, 96), "rseq": (334, 293), "membarrier": (324, 283),
    "getrandom": (318, 278), "arch_prctl": (158, None), "getcpu": (309, 168), "setitimer": (38, 103),
    "getitimer": (36, 102), "alarm": (37, None), "restart_syscall": (219, 128), "getcwd": (79, 17),
}  # fmt: skip
PATHS = {
    "openat": (257, 56), "newfstatat": (262, 79), "open": (2, None), "stat": (4, None), "lstat": (6, None),
    "statx": (332, 291), "access": (21, None), "faccessat": (269, 48), "faccessat2": (439, 439),
    "readlink": (89, None), "readlinkat": (267, 78), "getdents64": (217, 61), "chdir": (80, 49), "umask": (95, 166),
    "mkdir": (83, None), "mkdirat": (258, 34), "unlink": (87, None), "unlinkat": (263, 35), "rmdir": (84, None),
    "rename": (82, None), "renameat": (264, 38), "renameat2": (316, 276), "utimensat": (280, 88), "fsync": (74, 82),
}  # fmt: skip
ABSENT = {"clone3": (435, 435), "openat2": (437, 437)}  # libraries fall back to clone and openat
ENDS = {"exit": (60, 93), "exit_group": (231, 94)}
MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}  # column of the tables, AUDIT_ARCH

LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN, AND = 0x20, 0x15, 0x35, 0x45, 0x06, 0x54  # BPF: ld jeq jge jset ret and
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050000, 0x80000000
NUMBER, ARCHITECTURE, POINTER, ARGUMENTS = 0, 4, 8, 16  # offsets in struct seccomp_data
TCGETS, FIONREAD, FIOCLEX = 0x5401, 0x541B, 0x5451
THREAD, EMPTY_PATH = 0x10000, 0x1000  # CLONE_THREAD, AT_EMPTY_PATH
OWN = 0xFFFFFFFF  # stands for the process id, which no process has before it is forked
INSTRUCTION = struct.Struct("=HBBI")
Instruction = tuple[int, int, int, int]
Own = Mapping[int, Sequence[int]]


class Filter(NamedTuple):
    """A filter as the kernel reads it, and where in it the process's own number goes."""

    data: bytearray
    own: int


def compiled(*, paths: bool, own: Own | None = None) -> Filter:
    """The filter for this machine, ready for any process of it."""
    code = program(paths=paths, own=own or {})
    data = bytearray().join(INSTRUCTION.pack(*instruction) for instruction in code)
    return Filter(data, code.index((EQUAL, 0, 1, OWN)) * INSTRUCTION.size)


def install(code: Filter) -> None:
    """Filter this thread's system calls from now on; needs no_new_privs."""
    INSTRUCTION.pack_into(code.data, code.own, EQUAL, 0, 1, os.getpid())
    buffer = ctypes.create_string_buffer(bytes(code.data), len(code.data))
    head = struct.pack("@HP", len(code.data) // INSTRUCTION.size, ctypes.addressof(buffer))
    kernel.prctl(22, 2, ctypes.create_string_buffer(head))  # PR_SET_SECCOMP, SECCOMP_MODE_FILTER


def program(*, paths: bool, own: Own) -> list[Instruction]:
    """The instructions; for each status in `own`, the only places in memory that may end a process with it."""
    column, architecture = MACHINES[os.uname().machine]
    code: list[Instruction] = [
        (LOAD, 0, 0, ARCHITECTURE), (EQUAL, 1, 0, architecture), (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER), (AT_LEAST, 0, 1, 0x40000000), (RETURN, 0, 0, KILL),  # the x32 numbers
    ]  # fmt: skip
    for numbers in (PLAIN | PATHS if paths else PLAIN).values():
        code += _when(numbers[column], [(RETURN, 0, 0, ALLOW)])
    for numbers in ABSENT.values():
        code += _when(numbers[column], [(RETURN, 0, 0, REFUSE | errno.ENOSYS)])
    for numbers in ENDS.values():
        code += _when(numbers[column], _ending(own))
    for numbers, argument, test, values in _conditional(paths=paths):
        code += _when(numbers[column], _one_of(argument, test, values))
    return [*code, (RETURN, 0, 0, REFUSE | errno.EPERM)]


def _conditional(*, paths: bool) -> list[tuple[tuple[int, int], int, int, tuple[int, ...]]]:
    """Calls that depend on an argument: numbers, which argument, the test, the values that pass."""
    rules = [
        ((56, 220), 0, ANY_BIT, (THREAD,)),  # clone: threads, no processes
        ((44, 206), 4, EQUAL, (0,)),  # sendto without an address is send
        ((302, 261), 2, EQUAL, (0,)),  # prlimit64: reading a limit
        ((16, 29), 1, EQUAL, (TCGETS, FIONREAD, FIOCLEX)),  # ioctl: isatty and the like
        ((157, 167), 0, EQUAL, (15, 16, 0x53564D41)),  # prctl: names of threads and of memory
        ((234, 131), 0, EQUAL, (OWN,)),  # tgkill: abort() and raise()
        ((72, 25), 1, EQUAL, (0, 1, 2, 3, 4, 1030)),  # fcntl: copies and flags, no owner of signals
    ]
    return rules if paths else [*rules, ((262, 79), 3, ANY_BIT, (EMPTY_PATH,))]  # fstat, as new glibc says it


def _when(number: int | None, then: list[Instruction]) -> list[Instruction]:
    """`then` for one system call; it must return in every case."""
    return [] if number is None else [(EQUAL, 0, len(then), number), *then]


def _ending(own: Own) -> list[Instruction]:
    """Any exit status but ours, and those from our own code: its next instruction is known."""
    code: list[Instruction] = [(LOAD, 0, 0, ARGUMENTS), (AND, 0, 0, 0xFF)]
    for status, places in own.items():
        then: list[Instruction] = []
        for address in places:
            low, high = address & 0xFFFFFFFF, address >> 32
            then += [(LOAD, 0, 0, POINTER), (EQUAL, 0, 3, low), (LOAD, 0, 0, POINTER + 4), (EQUAL, 0, 1, high)]
            then += [(RETURN, 0, 0, ALLOW)]
        code += _when(status, [*then, (RETURN, 0, 0, KILL)])
    return [*code, (RETURN, 0, 0, ALLOW)]


def _one_of(argument: int, test: int, values: tuple[int, ...]) -> list[Instruction]:
    """Allow when the argument passes for one of the values; a pointer that must be 0 is 0 in both halves."""
    low, high = ARGUMENTS + 8 * argument, ARGUMENTS + 8 * argument + 4
    code: list[Instruction] = []
    if values == (0,):
        code += [(LOAD, 0, 0, high), (EQUAL, 1, 0, 0), (RETURN, 0, 0, REFUSE | errno.EPERM)]
    code.append((LOAD, 0, 0, low))
    for value in values:
        code += [(test, 0, 1, value), (RETURN, 0, 0, ALLOW)]
    return [*code, (RETURN, 0, 0, REFUSE | errno.EPERM)]
