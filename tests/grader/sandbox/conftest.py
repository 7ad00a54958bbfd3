"""What the tests of this room share: a warm zygote, and workers of a package of the given source."""

from collections.abc import Iterator
from typing import Any

import psutil
import pytest

from grader.records import Limits
from grader.sandbox.budget import Budget
from grader.sandbox.sandbox import Sandbox
from grader.sandbox.zygote import Zygote
from grader.student.proxy import Student
from tests.grader.sandbox.traps import LIMITS


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    with Zygote(unsafe=True, preload=["ctypes"]) as zygote:  # the traps reach below Python
        if not zygote.safe:
            pytest.skip("the walls do not stand on this machine: hostile code stays unrun")
        yield zygote


@pytest.fixture
def worker(zygote: Zygote) -> Iterator[Any]:
    """Opens a worker on a package of the given source."""
    sandboxes: list[Sandbox] = []

    def opened(source: str, limits: Limits = LIMITS, budget: Budget | None = None) -> Student:
        sandboxes.append(Sandbox({"framework/__init__.py": source.encode()}, "framework", limits=limits, zygote=zygote))
        return sandboxes[-1].student(budget)

    yield opened
    left = [line.pid for sandbox in sandboxes for line in sandbox._workers]
    for sandbox in sandboxes:
        sandbox.close()
    assert not [pid for pid in left if psutil.pid_exists(pid) and "python" in psutil.Process(pid).name()]
