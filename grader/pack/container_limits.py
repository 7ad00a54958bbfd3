"""What a platform's container has room for, and so what a worker may use in it.

Half a CPU takes twice the wall time of a whole one, and where the container's memory ends the kernel kills: so a
worker's limit of memory lies below the container's, and all exercises together end before the platform's time does.
"""

from dataclasses import replace
from pathlib import Path

from grader.records import MIB, Limits

LIMITS = ("memory.max", "memory/memory.limit_in_bytes")  # of control groups, second version and first
OURS = 448 * MIB  # of the container's: the grader, torch twice, the reference
LEAST = 256 * MIB  # a worker can live on this
IDLE = 180.0  # seconds: what a container without a whole CPU keeps a worker waiting looks like idleness from here


def limits(groups: Path = Path("/sys/fs/cgroup")) -> Limits:
    """The usual limits, made to fit."""
    usual = Limits()
    room = memory(groups)
    most = usual.memory_bytes if room is None else min(usual.memory_bytes, max(LEAST, room - OURS))
    return replace(
        usual,
        memory_bytes=most,
        exercise_seconds=30.0,
        exercise_cpu_seconds=15.0,
        script_seconds=60.0,
        idle_seconds=IDLE,
    )


def memory(groups: Path) -> int | None:
    """The container's bytes of memory; None where nothing limits them."""
    for name in LIMITS:
        file = groups / name
        text = file.read_text().strip() if file.is_file() else ""
        if text.isdecimal() and int(text) < 1 << 50:  # the first version says a huge number for none
            return int(text)
    return None
