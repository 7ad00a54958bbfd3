"""The zygote's own part: workers are ended and reaped, and find no module of ours."""

import os
import signal
import sys
import time
from types import ModuleType

import pytest

from grader.worker import loader, main


def child(step):
    """A child that does this, as a worker does: in a session of its own."""
    pid = os.fork()
    if not pid:
        try:
            os.setsid()
            step()
        finally:
            os._exit(0)
    return pid


@pytest.mark.parametrize(
    ("step", "code"), [(lambda: None, 0), (lambda: os._exit(3), 3), (lambda: signal.raise_signal(signal.SIGKILL), -9)]
)
def test_an_end_of_its_own_is_waited_for_and_told(step, code):
    found = main.end(child(step), 20.0)
    assert (found["code"], found["killed"]) == (code, False)
    assert found["cpu"] >= 0
    assert found["rss"] > 0


def test_who_does_not_end_is_killed_with_its_group_after_the_grace():
    began, pid = time.monotonic(), child(signal.pause)
    found = main.end(pid, 0.1)
    assert (found["code"], found["killed"]) == (-signal.SIGKILL, True)
    assert 0.1 <= time.monotonic() - began < 10
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_cpu_time_is_told():
    def compute():
        until = time.process_time() + 0.1
        while time.process_time() < until:
            pass

    assert main.end(child(compute), 20.0)["cpu"] >= 0.1


def test_no_module_of_ours_is_left(monkeypatch):
    importer = loader.MemoryImporter({"parts.py": b""})
    monkeypatch.setattr(sys, "meta_path", [importer, *sys.meta_path])
    monkeypatch.setitem(sys.modules, "parts", ModuleType("parts"))
    main.forget(["parts"])
    assert "parts" not in sys.modules
    assert importer not in sys.meta_path
    assert sys.meta_path
