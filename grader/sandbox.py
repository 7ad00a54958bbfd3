"""The sandbox of one submission: locked workers to ask, one after the other, and what walls stand round them.

with Sandbox(submission.files, seed=7) as sandbox:
    student = sandbox.student(Budget())      a fresh worker with the submission imported
    student.Linear(3, 4)
"""

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from types import TracebackType
from typing import Self

from grader.errors import WorkerFailure
from grader.job import Job
from grader.line import WorkerLine
from grader.records import Isolation, Limits, ScriptRun
from grader.scratch import scratch
from grader.student import Student
from grader.watch import Budget
from grader.zygote import Zygote

OUT_OF_ORDER = "out of order, like ready-made layers, losses and optimizers; tried in children"


class Sandbox:
    """Where one submission lives while it is graded.

    Without `zygote` it starts one of its own, and ends it; with one, that is warm for the next submission.
    """

    def __init__(
        self,
        files: dict[str, bytes],
        *,
        limits: Limits | None = None,
        seed: int = 0,
        unsafe: bool = False,
        zygote: Zygote | None = None,
    ) -> None:
        self._files, self._limits, self._seed = files, limits or Limits(), seed
        self._own = zygote is None
        self._zygote = zygote or Zygote(unsafe=unsafe, message_bytes=self._limits.message_bytes)
        self._lines: list[WorkerLine] = []

    @property
    def isolation(self) -> Isolation:
        """Which walls stand round every worker of this sandbox."""
        return isolation(self._zygote, self._limits)

    def student(self, budget: Budget | None = None, *, rough: bool = False) -> Student:
        """A fresh worker that has imported the submission; raises what the import raised.

        One `budget` for all workers of an exercise limits them together. A `rough` one knows seven digits.
        """
        job = Job(self._files, self._seed, self.script, rough=rough)
        line = self._line(job, budget or Budget(), self._limits)
        line.load()
        return Student(line)

    def script(self, name: str, arguments: Sequence[str] = (), seconds: float | None = None) -> ScriptRun:
        """Run a script of the submission in a worker of its own, with a scratch folder as its folder."""
        seconds = seconds or self._limits.script_seconds
        began = time.monotonic()
        with scratch() as folder:
            job = Job(self._files, self._seed, self.script, name, tuple(arguments), folder)
            limits = replace(self._limits, exercise_seconds=seconds, exercise_cpu_seconds=seconds)  # a purse of its own
            line = self._line(job, Budget(), limits)
            try:
                line.finish(seconds)
            except WorkerFailure as failure:
                ended, cause = line.end(0.0), failure.cause
        killed = ended["killed"] or ended["code"] < 0
        status = None if killed else ended["code"]
        return ScriptRun(status, line.out.text(), line.err.text(), time.monotonic() - began, cause if killed else "")

    def close(self) -> None:
        """End every worker, and the zygote if it is our own."""
        for line in self._lines:
            with suppress(OSError):
                line.close()
        if self._own:
            self._zygote.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _line(self, job: Job, budget: Budget, limits: Limits) -> WorkerLine:
        """A locked worker, ready for the job."""
        line = WorkerLine(self._zygote, limits, budget, job)
        self._lines.append(line)
        line.start()
        return line


def isolation(zygote: Zygote, limits: Limits) -> Isolation:
    """What the zygote found out about its walls, in words."""
    plan = zygote.facts["plan"]
    missing = dict(plan["missing"])
    out_of_order = {"engine": plan["engine"], "ready-made": plan["ready_made"], "formulas": plan["reach"]}
    missing |= {name: why for name, why in out_of_order.items() if why}
    refused = "system calls that open, look at or remove a path are refused"
    files = (
        f"Landlock {plan['landlock']}: reads the interpreter, executes nothing, writes only a script's scratch folder"
    )
    nowhere = "not walled off"
    return Isolation(
        process=True,
        user=f"user {plan['user']}, no capability" if plan["user"] else missing["user"],
        filesystem=files if plan["landlock"] else refused if plan["seccomp"] else nowhere,
        network=("no socket can be opened" if plan["seccomp"] else nowhere)
        + (", a network namespace of its own" if "net" in plan["namespaces"] else ""),
        syscalls="seccomp: a list of allowed calls, no new process" if plan["seccomp"] else nowhere,
        namespaces=", ".join(plan["namespaces"]) or missing["namespaces"],
        engine="; ".join(f"{n}: {why}" for n, why in out_of_order.items() if why) or OUT_OF_ORDER,
        safe=zygote.safe,
        limits=limits,
        missing=tuple(f"{name}: {why}" for name, why in sorted(missing.items())),
    )
