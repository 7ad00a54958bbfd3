"""What a worker is told to do, and the hard limits that it sets itself."""

import msgspec
import pytest

from grader.records import Limits
from grader.sandbox.budget import Budget
from grader.sandbox.job import Job, Rough

LIMITS = Limits(exercise_cpu_seconds=20.0, script_seconds=60.0)
FILES = {"framework/__init__.py": b"x = 1\n", "test.py": b"print(1)\n"}


def job(**more: object) -> Job:
    return Job(FILES, "framework", 7, lambda *_: pytest.fail("no script is run here"), **more)


@pytest.mark.parametrize(("used", "left"), [(0.0, 20.0), (12.5, 7.5), (25.0, 0.0), (-5.0, 25.0)])
def test_a_worker_gets_what_its_exercise_has_left(used: float, left: float) -> None:
    budget = Budget()
    budget.cpu_seconds = used
    assert job().room(LIMITS, budget)["cpu"] == left


def test_a_script_has_time_of_its_own_and_one_folder_to_write_to() -> None:
    budget = Budget()
    budget.cpu_seconds = 20.0
    room = job(name="test.py", scratch="/somewhere").room(LIMITS, budget)
    assert room == {
        "scratch": "/somewhere", "cpu": 60.0, "memory": LIMITS.memory_bytes, "file": LIMITS.file_bytes,
        "threads": LIMITS.threads,
    }  # fmt: skip


def test_sources_travel_as_a_blob() -> None:
    message = job(name="test.py", arguments=("--disk", "course"), rough=Rough(1e-7)).message()
    files = message.pop("files")
    assert type(files) is bytearray
    assert msgspec.msgpack.decode(files, type=dict[str, bytes]) == FILES
    assert message == {
        "package": "framework", "seed": 7, "rough": {"size": 1e-7, "silent": {}},
        "script": "test.py", "arguments": ["--disk", "course"], "watch": None, "read": None,
    }  # fmt: skip
