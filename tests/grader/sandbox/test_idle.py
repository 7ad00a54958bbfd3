"""One purse of idle time a submission: sleeping below every limit ends, computing and waiting in line do not."""

from dataclasses import replace

import pytest

from grader.errors import WorkerTimeout
from grader.records import Limits
from grader.sandbox.budget import Budget
from grader.sandbox.sandbox import Sandbox

LIMITS = replace(Limits(), idle_seconds=0.6)
SOURCE = b"""
import time
def sleep(seconds):
    time.sleep(seconds)
def compute(seconds):
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass
"""


def test_who_sleeps_a_little_everywhere_is_stopped_in_whichever_worker() -> None:
    with Sandbox({"framework/__init__.py": SOURCE}, "framework", limits=LIMITS) as sandbox:
        one, other = sandbox.student(Budget()), sandbox.student(Budget())

        def sleep_in_turns() -> None:
            for student in (one, other) * 20:
                student.sleep(0.1)

        with pytest.raises(WorkerTimeout, match="nothing was computed, in the whole submission"):
            sleep_in_turns()


def test_a_script_takes_from_the_same_purse() -> None:
    files = {"framework/__init__.py": SOURCE, "test.py": b"import time\ntime.sleep(30)\n"}
    with Sandbox(files, "framework", limits=LIMITS) as sandbox:
        run = sandbox.script("test.py")
    assert "nothing was computed" in run.cause


def test_computing_takes_nothing_from_it() -> None:
    with Sandbox({"framework/__init__.py": SOURCE}, "framework", limits=LIMITS) as sandbox:
        student = sandbox.student(Budget())
        for _ in range(8):
            student.compute(0.2)
