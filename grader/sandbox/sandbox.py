"""The sandbox of one submission: locked workers to ask, one after the other, and what walls stand round them.

with Sandbox(submission.files, "framework", seed=7) as sandbox:
    student = sandbox.student(Budget())      a fresh worker with the submission imported
    student.Linear(3, 4)
"""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from types import TracebackType
from typing import Self

from grader.errors import StudentError, WorkerFailure
from grader.records import Isolation, Kit, Limits, ScriptRun, Seen, Watch
from grader.sandbox.budget import Budget, Purse
from grader.sandbox.connection import WorkerConnection
from grader.sandbox.isolation import isolation
from grader.sandbox.job import Job, Rough
from grader.sandbox.scratch import scratch
from grader.sandbox.zygote import Zygote
from grader.student.proxy import Student

Fill = Callable[[StudentError | ScriptRun], dict[str, bytes] | None]

EXACTLY = ""  # how all but rough workers read the files


def nothing(_: StudentError | ScriptRun) -> None:
    """No other files than those that were handed in."""


class Sandbox:
    """Where one submission lives while it is graded.

    `package` is what a worker imports of `files`. Without `zygote` it starts one of its own, and ends it; with one,
    that is warm for the next submission. After an import that failed, or a run of a script, `fill` is asked for other
    files to try: where it has some, they are the submission's from then on.
    """

    def __init__(
        self,
        files: dict[str, bytes],
        package: str,
        *,
        limits: Limits | None = None,
        seed: int = 0,
        unsafe: bool = False,
        zygote: Zygote | None = None,
        fill: Fill = nothing,
        kit: Kit | None = None,
    ) -> None:
        self._fill = fill
        self._files, self._package, self._limits, self._seed = files, package, limits or Limits(), seed
        self._own = zygote is None
        self._zygote = zygote or Zygote(unsafe=unsafe, message_bytes=self._limits.message_bytes, kit=kit)
        self._workers: list[WorkerConnection] = []
        self._purse = Purse()
        self._read: dict[str, bytearray | None] = {}  # the codes of the files, by how they were read

    @property
    def isolation(self) -> Isolation:
        """Which walls stand round every worker of this sandbox."""
        return isolation(self._zygote, self._limits)

    def student(self, budget: Budget | None = None) -> Student:
        """A fresh worker that has imported the submission, as suites talk to it; raises what the import raised."""
        return Student(self.connection(budget))

    def connection(self, budget: Budget | None = None, rough: Rough | None = None) -> WorkerConnection:
        """The line to such a worker, an exact or a `rough` one.

        One `budget` for all workers of an exercise limits them together.
        """
        budget = budget or Budget()
        while True:
            how = repr(rough.silent) if rough else EXACTLY
            job = Job(self._files, self._package, self._seed, self.script, rough=rough, read=self._read.get(how))
            worker = self._worker(job, budget, self._limits)
            try:
                worker.load()
            except StudentError as error:
                worker.close()
                if rough or not self._other_files(error):  # what raises in rough arithmetic alone is whole
                    raise
            else:
                self._read[how] = worker.read
                return worker

    def script(
        self, name: str, arguments: Sequence[str] = (), seconds: float | None = None, watch: Watch | None = None
    ) -> ScriptRun:
        """Run a script of the submission in a worker of its own, with a scratch folder as its folder."""
        if name not in self._files:
            return ScriptRun(None, "", "", 0.0, f"{name} is missing")
        left = seconds or self._limits.script_seconds
        run = self._run(name, arguments, left, watch)
        while (left := left - run.seconds) > 0 and run.status not in (0, None) and self._other_files(run):
            run = self._run(name, arguments, left, watch)
        return run

    def _run(self, name: str, arguments: Sequence[str], seconds: float, watch: Watch | None) -> ScriptRun:
        """The same, once."""
        began = time.monotonic()
        files, read = self._files, self._read.get(EXACTLY)
        if watch and watch.below:
            files, read = below(files, self._package, watch.below), None
        with scratch() as folder:
            job = Job(files, self._package, self._seed, self.script, name, tuple(arguments), folder, watch, read=read)
            limits = replace(
                self._limits, exercise_seconds=seconds, exercise_cpu_seconds=seconds
            )  # a budget of its own
            worker = self._worker(job, Budget(), limits)
            try:
                worker.finish(seconds)
            except WorkerFailure as failure:
                ended, cause = worker.end(0.0), failure.cause
        killed = ended["killed"] or ended["code"] < 0
        status = None if killed else ended["code"]
        printed, cause = (worker.out.text(), worker.err.text()), cause if killed else ""
        seen = self._testimony(worker, watch) if watch else None
        return ScriptRun(status, *printed, time.monotonic() - began, cause, seen)

    def _testimony(self, worker: WorkerConnection, watch: Watch) -> Seen | None:
        """What was seen of a run, by who tells it."""
        from grader.sandbox import testimony  # noqa: PLC0415 - it is of tensors, which not every assignment has

        return testimony.read(worker.said, watch, self._limits.message_bytes)

    def close(self) -> None:
        """End every worker, and the zygote if it is our own."""
        for worker in self._workers:
            with suppress(OSError):
                worker.close()
        if self._own:
            self._zygote.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _other_files(self, failed: StudentError | ScriptRun) -> bool:
        """Whether there are other files to try."""
        found = self._fill(failed)
        if found is None:
            return False
        self._files, self._read = found, {}
        return True

    def _worker(self, job: Job, budget: Budget, limits: Limits) -> WorkerConnection:
        """A locked worker, ready for the job."""
        worker = WorkerConnection(self._zygote, limits, budget, self._purse, job)
        self._workers.append(worker)
        worker.start()
        return worker


def below(files: dict[str, bytes], package: str, source: str) -> dict[str, bytes]:
    """The same files with a source below the package's own."""
    path = f"{package}/__init__.py"
    return {**files, path: files.get(path, b"") + f"\n{source}".encode()}
