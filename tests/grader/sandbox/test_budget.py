"""What workers may use up together: an exercise all its workers, and a submission one purse of idle time."""

import time
from dataclasses import replace
from typing import Any

import pytest

from grader.errors import WorkerTimeout
from grader.sandbox.budget import Budget
from grader.sandbox.sandbox import Sandbox
from grader.sandbox.zygote import Zygote
from tests.grader.sandbox.traps import LIMITS, run

RESTLESS = replace(LIMITS, idle_seconds=0.6)
SOURCE = b"""
import time
def sleep(seconds):
    time.sleep(seconds)
def compute(seconds):
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass
"""


def test_an_exercise_has_one_purse_for_all_its_workers(worker: Any) -> None:
    budget, limits = Budget(), replace(LIMITS, exercise_seconds=0.5)
    with pytest.raises(WorkerTimeout):
        run(worker, "time.sleep(60)", limits=limits, budget=budget)
    began = time.monotonic()
    with pytest.raises(WorkerTimeout, match=r"was left of the 0\.5 s of its exercise"):
        run(worker, "time.sleep(60)", limits=limits, budget=budget)
    assert time.monotonic() - began < 0.4


def test_a_script_has_a_purse_of_its_own(zygote: Zygote) -> None:
    files = {"framework/__init__.py": b"", "test.py": b"import time\ntime.sleep(0.3)\nprint('done')"}
    limits = replace(LIMITS, exercise_seconds=0.1, exercise_cpu_seconds=0.1)
    with Sandbox(files, "framework", limits=limits, zygote=zygote) as sandbox:
        assert sandbox.script("test.py").stdout == "done\n"


def test_what_an_exercise_may_use_beyond_the_common_limit_is_credit() -> None:
    plain, large = Budget(), Budget(extra_seconds=5.0)
    assert (plain.seconds, plain.cpu_seconds) == (0.0, 0.0)
    assert (large.seconds, large.cpu_seconds) == (-10.0, -5.0)  # half a core takes twice the time


def test_who_sleeps_a_little_everywhere_is_stopped_in_whichever_worker(zygote: Zygote) -> None:
    with Sandbox({"framework/__init__.py": SOURCE}, "framework", limits=RESTLESS, zygote=zygote) as sandbox:
        one, other = sandbox.student(Budget()), sandbox.student(Budget())

        def sleep_in_turns() -> None:
            for student in (one, other) * 20:
                student.sleep(0.1)

        with pytest.raises(WorkerTimeout, match="nothing was computed, in the whole submission"):
            sleep_in_turns()


def test_a_script_takes_from_the_same_purse(zygote: Zygote) -> None:
    files = {"framework/__init__.py": SOURCE, "test.py": b"import time\ntime.sleep(30)\n"}
    with Sandbox(files, "framework", limits=RESTLESS, zygote=zygote) as sandbox:
        run = sandbox.script("test.py")
    assert "nothing was computed" in run.cause


def test_computing_takes_nothing_from_it(zygote: Zygote) -> None:
    with Sandbox({"framework/__init__.py": SOURCE}, "framework", limits=RESTLESS, zygote=zygote) as sandbox:
        student = sandbox.student(Budget())
        for _ in range(8):
            student.compute(0.2)
