"""What workers may use up together: an exercise all its workers, a submission its idle time."""

import time
from dataclasses import replace
from typing import Any

import pytest

from grader.errors import WorkerTimeout
from grader.sandbox.budget import Budget, Purse
from grader.sandbox.sandbox import Sandbox
from grader.sandbox.zygote import Zygote
from tests.grader.sandbox.traps import LIMITS, run


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


def test_idle_seconds_are_counted_over_all_exercises(zygote: Zygote) -> None:
    source = b"import time\ndef rest(): time.sleep(0.2)"
    limits = replace(LIMITS, idle_seconds=0.25)
    with Sandbox({"framework/__init__.py": source}, "framework", limits=limits, zygote=zygote) as sandbox:
        sandbox.student(Budget()).rest()
        with pytest.raises(WorkerTimeout, match="in which nothing was computed, in the whole submission"):
            sandbox.student(Budget()).rest()
    assert Purse().idle_seconds == 0.0
