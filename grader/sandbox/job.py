"""What a worker is to do: serve a submission, or run one of its scripts; and what it may use for that."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from grader.records import Limits, ScriptRun, Watch
from grader.sandbox.budget import Budget

Script = Callable[[str, Sequence[str], float | None, Watch | None], ScriptRun]


@dataclass(frozen=True, slots=True)
class Rough:
    """Arithmetic with errors of this size, in which the lines of `silent` files raise nothing."""

    size: float
    silent: dict[str, list[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker is told after it has locked itself in."""

    files: dict[str, bytes]
    package: str  # what of them is imported
    seed: int
    script: Callable[
        [str, Sequence[str], float | None, Watch | None], ScriptRun
    ]  # runs a script of the same submission
    name: str = ""  # the script to run instead of serving
    arguments: tuple[str, ...] = ()
    scratch: str | None = field(default=None)  # the one folder that it may write to
    watch: Watch | None = None  # what to watch while a script runs
    rough: Rough | None = None  # compute like this from the first line of the submission on
    read: bytearray | None = (
        None  # the codes of `files`, as an earlier worker told them before any line of them had run
    )

    def room(self, limits: Limits, budget: Budget) -> dict[str, Any]:
        """Hard limits that the worker sets itself, behind those that the grader watches."""
        cpu = limits.script_seconds if self.name else limits.exercise_cpu_seconds - budget.cpu_seconds
        room = {"scratch": self.scratch, "cpu": max(0.0, cpu), "memory": limits.memory_bytes}
        return {**room, "file": limits.file_bytes, "threads": limits.threads}

    def message(self) -> dict[str, Any]:
        """As plain data for the wire; sources go as a blob, since they may be larger than a structure."""
        files = bytearray(msgspec.msgpack.encode(self.files))
        watch = self.watch.message() if self.watch else None
        script = {"script": self.name, "arguments": list(self.arguments), "watch": watch}
        rough = {"size": self.rough.size, "silent": self.rough.silent} if self.rough else None
        return {"files": files, "package": self.package, "seed": self.seed, "rough": rough, "read": self.read, **script}
