"""A worker to spring traps in: a package of one function, and the failure that calling it ends with.

It has less memory and output than when grading, so that each trap snaps soon.
"""

from dataclasses import replace
from typing import Any

import pytest

from grader.errors import WorkerFailure
from grader.records import MIB, Limits

LIMITS = Limits(
    call_seconds=20.0, call_cpu_seconds=10.0, exercise_seconds=60.0, exercise_cpu_seconds=30.0, script_seconds=20.0,
    memory_bytes=256 * MIB, flood_bytes=2 * MIB, output_bytes=1000, message_bytes=1 * MIB,
)  # fmt: skip

SOON = replace(LIMITS, call_seconds=0.3, script_seconds=0.6)


def run(worker: Any, body: str, **more: Any) -> Any:
    """Call a function of this body in a fresh worker."""
    lines = "".join(f"    {line}\n" for line in body.strip().splitlines())
    return worker(f"import os, sys, time, ctypes, signal, threading, torch\ndef trap():\n{lines}", **more).trap()


def ending(worker: Any, body: str, **more: Any) -> WorkerFailure:
    with pytest.raises(WorkerFailure) as found:
        run(worker, body, **more)
    return found.value
