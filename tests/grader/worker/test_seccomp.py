"""The filter of system calls, run here instruction by instruction, and once by the kernel itself in a child."""

import errno
import os
import struct
import sys

import pytest

from grader.worker import kernel, seccomp, walls
from grader.worker.protocol import ENGINE

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux") or os.uname().machine not in seccomp.MACHINES, reason="no filter is written"
)
COLUMN, ARCHITECTURE = seccomp.MACHINES[os.uname().machine] if hasattr(os, "uname") else (0, 0)
EPERM = seccomp.REFUSE | errno.EPERM
EXIT = seccomp.ENDS["exit_group"][COLUMN]


def answer(code, number, *arguments, architecture=ARCHITECTURE, pointer=0):
    """What the kernel would do: BPF on `struct seccomp_data`."""
    padded = [*arguments, *[0] * (6 - len(arguments))]
    data = struct.pack("=IIQ6Q", number, architecture, pointer, *padded)
    place, held = 0, 0
    while True:
        operation, yes, no, value = code[place]
        place += 1
        if operation == seccomp.LOAD:
            (held,) = struct.unpack_from("=I", data, value)
        elif operation == seccomp.AND:
            held &= value
        elif operation == seccomp.RETURN:
            return value
        else:
            met = {seccomp.EQUAL: held == value, seccomp.AT_LEAST: held >= value, seccomp.ANY_BIT: bool(held & value)}
            place += yes if met[operation] else no


@pytest.fixture(params=[True, False], ids=["paths", "no paths"])
def paths(request):
    return request.param


def test_what_a_worker_needs_is_allowed_and_all_else_refused(paths):
    code = seccomp.program(paths=paths, own={})
    for name, numbers in seccomp.PLAIN.items():
        if numbers[COLUMN] is not None:
            assert answer(code, numbers[COLUMN]) == seccomp.ALLOW, name
    for name in ("openat", "statx", "mkdirat", "unlinkat"):
        assert answer(code, seccomp.PATHS[name][COLUMN]) == (seccomp.ALLOW if paths else EPERM), name
    known = {n[COLUMN] for t in (seccomp.PLAIN, seccomp.PATHS, seccomp.ABSENT, seccomp.ENDS) for n in t.values()}
    known |= {numbers[COLUMN] for numbers, *_ in seccomp._conditional(paths=paths)}
    refused = [number for number in range(600) if number not in known]
    assert len(refused) > 400
    assert {answer(code, number) for number in refused} == {EPERM}


def test_no_other_architecture_and_no_second_table_of_numbers():
    code = seccomp.program(paths=True, own={})
    read = seccomp.PLAIN["read"][COLUMN]
    assert answer(code, read, architecture=0x40000003) == seccomp.KILL
    assert answer(code, 0x40000000 | read) == seccomp.KILL


def test_libraries_are_told_that_the_new_calls_are_not_there():
    code = seccomp.program(paths=True, own={})
    for numbers in seccomp.ABSENT.values():
        assert answer(code, numbers[COLUMN]) == seccomp.REFUSE | errno.ENOSYS


@pytest.mark.parametrize(
    ("numbers", "arguments", "allowed"),
    [
        ((56, 220), (seccomp.THREAD | 0x100,), True),  # clone of a thread
        ((56, 220), (0x11,), False),  # … of a process
        ((44, 206), (3, 0, 0, 0, 0), True),  # sendto without an address
        ((44, 206), (3, 0, 0, 0, 1 << 32), False),  # … with one that is 0 in its lower half
        ((302, 261), (0, 0, 0), True),  # prlimit64 that reads
        ((302, 261), (0, 0, 0x7FFF), False),
        ((16, 29), (1, seccomp.TCGETS), True),  # isatty
        ((16, 29), (1, 0x5412), False),  # typing into a terminal
    ],
)  # fmt: skip
def test_some_depend_on_an_argument(numbers, arguments, allowed):
    code = seccomp.program(paths=True, own={})
    assert answer(code, numbers[COLUMN], *arguments) == (seccomp.ALLOW if allowed else EPERM)


def test_a_status_of_ours_comes_from_our_own_code_alone():
    places = (0x7F00_1234_5678, 0x10)
    code = seccomp.program(paths=True, own={ENGINE: places})
    for place in places:
        assert answer(code, EXIT, ENGINE, pointer=place) == seccomp.ALLOW
    for pointer in (0, 0x7F00_1234_5679, 0x1234_5678):
        assert answer(code, EXIT, ENGINE, pointer=pointer) == seccomp.KILL
    assert answer(code, EXIT, ENGINE + 256) == seccomp.KILL  # what is left of it is the same status
    for status in (0, 1, 70, ENGINE + 1):
        assert answer(code, EXIT, status) == seccomp.ALLOW


def test_a_status_that_is_out_of_use_may_be_anybodys():
    assert answer(seccomp.program(paths=True, own={}), EXIT, ENGINE) == seccomp.ALLOW
    assert answer(seccomp.program(paths=True, own={ENGINE: ()}), EXIT, ENGINE) == seccomp.KILL


def test_the_kernel_reads_it_as_we_do():
    def locked():
        kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
        seccomp.install(seccomp.compiled(paths=False))
        os.getpid()
        for step in (os.fork, lambda: os.open("/", os.O_RDONLY), lambda: os.kill(os.getppid(), 0)):
            try:
                step()
            except PermissionError:
                continue
            raise AssertionError("it was allowed")

    assert walls.attempt(locked) == ""
