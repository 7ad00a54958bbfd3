"""The few calls into the kernel: an error is an OSError with its words, and capabilities can be given up."""

import errno
import os
from pathlib import Path

import pytest

from grader.worker import kernel, walls

pytestmark = pytest.mark.skipif(not kernel.LINUX, reason="these calls are Linux's")


def test_an_error_of_the_kernel_is_an_os_error_with_its_words():
    with pytest.raises(OSError, match="prctl 999: Invalid argument") as caught:
        kernel.prctl(999)
    assert caught.value.errno == errno.EINVAL
    assert kernel.checked(7, "x") == 7


def test_a_system_call_by_its_number():
    number = {"x86_64": 39, "aarch64": 172}[os.uname().machine]
    assert kernel.syscall(number) == os.getpid()


def test_capabilities_are_gone_for_good():
    def dropped():
        kernel.drop_capabilities()
        lines = Path("/proc/self/status").read_text().splitlines()
        for name in ("CapEff", "CapPrm", "CapInh"):
            [line] = [line for line in lines if line.startswith(name)]
            assert int(line.split()[1], 16) == 0, line

    assert walls.attempt(dropped) == ""


def test_no_new_rights_stay_set():
    def locked():
        kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
        assert "NoNewPrivs:\t1" in Path("/proc/self/status").read_text()

    assert walls.attempt(locked) == ""
