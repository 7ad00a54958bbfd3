"""Exits in machine code: written into pages of our own and over a function of torch's, and called in children."""

import ctypes
import errno
import functools
import mmap
import os
import re
import sys
from pathlib import Path

import pytest
import torch

from grader.worker import exits, kernel, seccomp, walls

STATUS, BACK = 87, 5  # what a child leaves with that met the exit, and that came back from there
LINEAR = "_ZN2at4_ops6linear4callERKNS_6TensorES4_RKSt8optionalIS2_E"
FUNCTION = ctypes.CFUNCTYPE(ctypes.c_bool, ctypes.c_uint64, ctypes.c_uint64)


@pytest.fixture(autouse=True)
def places(monkeypatch):
    """No exit is noted yet."""
    monkeypatch.setattr(exits, "places", {})
    return exits.places


@pytest.fixture
def page():
    """The address of two pages; what lies in front of the second one's first instruction is in the first."""
    memory = mmap.mmap(-1, 2 * mmap.PAGESIZE)
    held = ctypes.c_char.from_buffer(memory)
    yield ctypes.addressof(held)
    del held
    memory.close()


def status(step):
    """How a child leaves that does this."""
    pid = os.fork()
    if not pid:
        try:
            step()
            os._exit(BACK)
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def written(address, code):
    """The function at that address, after `code` was written there."""
    exits.write(address, code)
    return FUNCTION(address)


@pytest.mark.parametrize("code", [0, 86, 87, 255])
@pytest.mark.parametrize("arguments", [(0, 0), (1 << 63, 7)])
def test_who_calls_leaves_with_the_status(page, code, arguments):
    function = written(page, exits.leaving(code))
    assert status(lambda: function(*arguments)) == code


@pytest.mark.parametrize(
    ("argument", "given", "leaves"),
    [
        (exits.FIRST, (1, 0), True),
        (exits.FIRST, (0, 1), False),
        (exits.FIRST, (0xFF00, 1), False),  # a yes-or-no argument is its lowest byte, whatever lies above
        (exits.SECOND, (0, 1), True),
        (exits.SECOND, (1, 0), False),
        (exits.SECOND, (1, 0xFF00), False),
    ],
)
def test_a_guard_leaves_where_its_argument_is_yes(page, argument, given, leaves):
    function = written(page, exits.guard(STATUS, argument))
    assert status(lambda: function(*given)) == (STATUS if leaves else BACK)


def test_never_is_no(page):
    def answered():
        assert function(1, 1) is False

    function = written(page, exits.NEVER)
    assert status(answered) == BACK


def test_it_may_lie_across_two_pages(page):
    function = written(page + mmap.PAGESIZE - 4, exits.leaving(STATUS))
    assert status(lambda: function(0, 0)) == STATUS


@pytest.mark.skipif(not kernel.LINUX, reason="the kernel tells of pages there")
def test_what_is_written_can_be_called_and_not_written_again(page):
    exits.write(page, exits.NEVER)
    spans = re.findall(r"^(\w+)-(\w+) (\S+)", Path("/proc/self/maps").read_text(), re.MULTILINE)
    [rights] = [rights for start, end, rights in spans if int(start, 16) <= page < int(end, 16)]
    assert rights.startswith("r-x")


def test_where_nothing_can_be_written_is_an_error():
    assert walls.attempt(lambda: exits.write(0, exits.NEVER)) == f"[Errno {errno.ENOMEM}] mprotect is refused"


def test_each_exit_is_noted_under_its_status(page, places):
    leave, guard = exits.leaving(STATUS), exits.guard(86, exits.FIRST)
    for place, code in ((page, leave), (page + 64, guard), (page + 128, leave), (page + 192, exits.NEVER)):
        exits.write(place, code)
    behind = len(guard) - len(exits.RETURN)
    assert places == {STATUS: [page + len(leave), page + 128 + len(leave)], 86: [page + 64 + behind]}


@pytest.mark.skipif(
    not sys.platform.startswith("linux") or os.uname().machine not in seccomp.MACHINES, reason="no filter is written"
)
def test_the_kernel_lets_nobody_else_leave_with_it(page, places):
    """Where an exit is noted to be is where the kernel sees it."""

    def locked(step):
        kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
        seccomp.install(filtering)
        step()

    leaving = written(page, exits.leaving(STATUS))
    guarding = written(page + 64, exits.guard(STATUS, exits.SECOND))
    filtering = seccomp.compiled(paths=True, own=places)
    assert status(lambda: locked(lambda: leaving(0, 0))) == STATUS
    assert status(lambda: locked(lambda: guarding(0, 1))) == STATUS
    assert status(lambda: locked(lambda: os._exit(STATUS))) < 0
    assert status(lambda: locked(lambda: os._exit(STATUS + 1))) == STATUS + 1


def test_a_function_of_a_library_leaves_and_its_callers_with_it():
    def called(function):
        exits.overwrite("libtorch_cpu.so", LINEAR, exits.leaving(STATUS))
        function(torch.ones(2, 2), torch.ones(2, 2))

    assert status(lambda: called(torch.nn.functional.linear)) == STATUS
    assert status(lambda: called(torch.mm)) == BACK


def test_a_library_without_that_function():
    with pytest.raises(AttributeError, match="nothing_of_that_name"):
        exits.overwrite("libtorch_cpu.so", "nothing_of_that_name", exits.NEVER)


@pytest.mark.parametrize("code", [exits.leaving(STATUS), exits.guard(STATUS, exits.FIRST)], ids=["exit", "guard"])
def test_the_caller_leaves_by_the_first_place(page, code):
    exits.write(page, code)
    exits.places[STATUS].append(0)  # nobody goes there
    assert status(exits.caller(STATUS)) == STATUS
    with pytest.raises(KeyError):
        exits.caller(STATUS + 1)


def test_who_does_not_leave_is_named_and_nobody_hears_of_it(capfd):
    def loud():
        os.write(2, b"loud")
        raise ValueError

    leave = functools.partial(os._exit, STATUS)
    other = functools.partial(os._exit, 1)
    trials = {"leaves": leave, "comes back": lambda: None, "raises": loud, "leaves otherwise": other}
    assert exits.alive(trials, STATUS) == "still working: comes back, raises, leaves otherwise"
    assert exits.alive({"leaves": leave, "too": leave}, STATUS) == ""
    assert capfd.readouterr().err == ""


def test_each_trial_has_a_child_of_its_own():
    seen = []

    def once():
        seen.append(1)
        os._exit(STATUS if len(seen) == 1 else 1)

    assert exits.alive({"one": once, "other": once}, STATUS) == ""
    assert seen == []
