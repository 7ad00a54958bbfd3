"""The line to a worker: questions out, answers in, under the limits; and whatever it prints.

While it waits, the grader drains the worker's output (keeping the first part) and looks at its memory, threads
and CPU time from outside. A worker that breaks a limit, dies or talks nonsense is killed and reaped before the
failure is raised; whoever asks again gets the same failure.
"""

import os
import select
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, NoReturn

import psutil

from grader.errors import (
    BadAnswer,
    EngineCalled,
    Fault,
    GraderError,
    WorkerCrashed,
    WorkerFailure,
    WorkerTimeout,
    student_error,
)
from grader.records import MIB, Limits, ScriptRun
from grader.student import Output
from grader.worker import wire
from grader.worker.engine import STATUS as ENGINE
from grader.worker.side import TEXT
from grader.zygote import Zygote

LOOK = 0.02  # seconds between two looks at a busy worker
GRACE = 0.3  # seconds for a worker that hung up to finish dying by its own cause
SIGNALS = {
    signal.SIGSEGV: "it crashed by reaching into memory that is not its own",
    signal.SIGBUS: "it crashed by reaching into memory that is not there",
    signal.SIGABRT: "it aborted",
    signal.SIGFPE: "it crashed in an arithmetic instruction",
    signal.SIGILL: "it crashed at an illegal instruction",
    signal.SIGKILL: "the system killed it: out of memory, or its CPU time was used up",
    signal.SIGXCPU: "its CPU time was used up",
    signal.SIGSYS: "it made a forbidden system call",
}


class Budget:
    """What the workers of one exercise have used up together."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.cpu_seconds = 0.0  # of workers that have ended


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker is told after it has locked itself in."""

    files: dict[str, bytes]
    seed: int
    script: Callable[[str, Sequence[str], float | None], ScriptRun]  # runs a script of the same submission
    name: str = ""  # the script to run instead of serving
    arguments: tuple[str, ...] = ()
    scratch: str | None = field(default=None)  # the one folder that it may write to

    def room(self, limits: Limits, budget: Budget) -> dict[str, Any]:
        """Hard limits that the worker sets itself, behind those that the grader watches."""
        cpu = limits.script_seconds if self.name else limits.exercise_cpu_seconds - budget.cpu_seconds
        room = {"scratch": self.scratch, "cpu": max(0.0, cpu), "memory": limits.memory_bytes}
        return {**room, "file": limits.file_bytes, "threads": limits.threads}

    def message(self) -> dict[str, Any]:
        """As plain data for the wire."""
        plain = {"files": self.files, "seed": self.seed}
        return {**plain, "script": self.name, "arguments": list(self.arguments)}


class Stream:
    """One output of a worker: what is kept of it, and how much came in all."""

    def __init__(self, fd: int, keep: int) -> None:
        self.fd, self.keep, self.total = fd, keep, 0
        self.kept = bytearray()
        os.set_blocking(fd, False)

    def drain(self) -> bool:
        """Read what there is, at most a pipe's worth; False when there is nothing now."""
        try:
            data = os.read(self.fd, 1 << 16)
        except BlockingIOError:
            return False
        self.take(data, len(data))
        return bool(data)

    def take(self, data: bytes, came: int) -> None:
        """Keep what fits of `data`; `came` bytes came in all."""
        self.total += came
        self.kept += data[: max(0, self.keep - len(self.kept))]

    def text(self) -> str:
        """What was kept, and a word about what was not."""
        text = self.kept.decode("utf-8", "replace")
        dropped = self.total - len(self.kept)
        return f"{text}\n[{dropped} more bytes were printed]" if dropped else text


class WorkerLine:
    """One worker and the questions to it."""

    def __init__(self, zygote: Zygote, limits: Limits, budget: Budget, job: Job) -> None:
        self._zygote, self._limits, self._budget, self._job = zygote, limits, budget, job
        self.pid, self._socket, out, err = zygote.fork(job.room(limits, budget))
        self._socket.setblocking(False)
        self.out, self.err = Stream(out, limits.output_bytes), Stream(err, limits.output_bytes)
        self._streams = {stream.fd: stream for stream in (self.out, self.err)}
        self._poll = select.poll()
        for fd in self._streams:
            self._poll.register(fd, select.POLLIN)
        self._process = psutil.Process(self.pid)
        self._number = 0
        self._failure: WorkerFailure | None = None
        self._ended: dict[str, Any] | None = None
        self._looked = self._until = self._allowed = self._allowed_cpu = 0.0
        self._cpu: float | None = None  # CPU seconds at the first look during this call

    # Questions. --------------------------------------------------------------------------------------

    def start(self) -> list[Any]:
        """Wait for the walls, then hand over the job; what the worker says about its walls."""
        try:
            with self._call(self._limits.start_seconds, self._limits.start_seconds):
                report = self._receive()
        except WorkerFailure as failure:  # no line of the submission has run yet
            raise GraderError(f"a worker could not raise its walls: {failure.cause}") from failure
        with self._call(self._limits.start_seconds, self._limits.start_seconds):
            self._send(self._job.message())
        return list(report)

    def imported(self) -> None:
        """The import of the submission; raises what it raised."""
        with self._call(self._limits.start_seconds, self._limits.start_seconds):
            self._result(0)

    def ask(self, verb: str, *arguments: Any, seconds: float | None = None) -> Any:
        """One question, one answer."""
        self._number += 1
        limits = self._limits
        with self._call(seconds or limits.call_seconds, seconds or limits.call_cpu_seconds):
            self._send([self._number, verb, list(arguments)])
            return self._result(self._number)

    def finish(self, seconds: float) -> None:
        """Wait until the worker has ended by itself; a `WorkerFailure` says how it ended if not so."""
        with self._call(seconds, seconds):
            while self._read(memoryview(bytearray(1 << 16))):
                pass  # whatever a script writes here is nobody's answer
            raise EOFError

    @contextmanager
    def listen(self, output: Output) -> Iterator[None]:
        """Collect what comes through stdout from here to the end of the block."""
        self._settle()
        heard = Stream(self.out.fd, self.out.keep)
        former, self.out = self.out, heard
        self._streams[heard.fd] = heard
        try:
            yield
        finally:
            if self._failure is None:
                self._settle()
            output.text = heard.text()
            self.out = self._streams[former.fd] = former
            former.take(bytes(heard.kept), heard.total)

    def script(self, name: str, arguments: Sequence[str], seconds: float | None) -> ScriptRun:
        """A script of the same submission, in a worker of its own."""
        return self._job.script(name, arguments, seconds)

    def close(self) -> None:
        """Kill the worker, if it lives, and reap it."""
        if self._failure is None:
            self._failure = WorkerCrashed("the worker was closed by the grader")
        self.end(0.0)

    def end(self, grace: float) -> dict[str, Any]:
        """How the worker ended; kills it after `grace` seconds, reaps it and charges its CPU time."""
        if self._ended is None:
            self._ended = self._zygote.end(self.pid, grace)
            self._budget.cpu_seconds += self._ended["cpu"]
            self._socket.close()
            for fd, stream in self._streams.items():
                while stream.total < self._limits.flood_bytes and stream.drain():
                    pass
                os.close(fd)
        return self._ended

    # Waiting. ----------------------------------------------------------------------------------------

    @contextmanager
    def _call(self, seconds: float, cpu: float) -> Iterator[None]:
        """The time of one question: limited, and charged to the exercise."""
        if self._failure is not None:
            raise type(self._failure)(self._failure.cause)
        began = self._looked = time.monotonic()
        left = self._limits.exercise_seconds - self._budget.seconds
        self._allowed, self._allowed_cpu, self._cpu = min(seconds, left), cpu, None
        self._until = began + self._allowed
        try:
            yield
        except (EOFError, ConnectionError):
            self._fail(cause_of(self.end(GRACE)))
        except wire.Malformed as error:
            self._fail(BadAnswer(f"the worker sent a malformed answer: {error}"))
        finally:
            self._budget.seconds += time.monotonic() - began

    def _wait(self, event: int) -> None:
        """Until the line is ready; meanwhile drain the output and look at the worker."""
        line = self._socket.fileno()
        self._poll.register(line, event)
        while True:
            ready = [fd for fd, _ in self._poll.poll(LOOK * 1000)]
            for fd in ready:
                if fd != line and not self._streams[fd].drain():
                    self._poll.unregister(fd)  # closed over there
            if line in ready:
                return
            now = time.monotonic()
            if now - self._looked >= LOOK:
                self._looked = now
                self._look()
            if now >= self._until:
                self._fail(WorkerTimeout(f"no answer within {self._allowed:.1f} s"))

    def _look(self) -> None:
        """Memory, threads, CPU and output of the worker, seen from outside."""
        try:
            with self._process.oneshot():
                memory, threads = self._process.memory_info().rss, self._process.num_threads()
                cpu = sum(self._process.cpu_times()[:2])
        except psutil.Error:
            return  # gone: the line will tell
        limits = self._limits
        if self._cpu is None:
            self._cpu = cpu
        if memory > self._zygote.memory + limits.memory_bytes:
            self._fail(WorkerCrashed(f"out of memory: it used more than {limits.memory_bytes // MIB} MiB"))
        if threads > limits.threads:
            self._fail(WorkerCrashed(f"it started more than {limits.threads} threads"))
        if sum(stream.total for stream in self._streams.values()) > limits.flood_bytes:
            self._fail(WorkerCrashed(f"it printed more than {limits.flood_bytes // MIB} MiB"))
        if cpu - self._cpu > self._allowed_cpu:
            self._fail(WorkerTimeout(f"more than {self._allowed_cpu:.1f} s of CPU time in one call"))
        if self._budget.cpu_seconds + cpu > limits.exercise_cpu_seconds:
            self._fail(WorkerTimeout(f"more than {limits.exercise_cpu_seconds:.1f} s of CPU time in one exercise"))

    def _fail(self, failure: WorkerFailure) -> NoReturn:
        """Kill the worker, remember why, and say so."""
        self._failure = failure
        self.end(0.0)
        raise failure

    # Frames. -----------------------------------------------------------------------------------------

    def _read(self, part: memoryview) -> int:
        self._wait(select.POLLIN)
        return self._socket.recv_into(part)

    def _receive(self) -> Any:
        return wire.receive(self._read, self._limits.message_bytes)

    def _send(self, message: Any) -> None:
        rest = memoryview(wire.pack(message, self._limits.message_bytes))
        while rest:
            with suppress(BlockingIOError):
                rest = rest[self._socket.send(rest) :]
                continue
            self._wait(select.POLLOUT)

    def _result(self, number: int) -> Any:
        """The answer to question `number`; raises the student's exception."""
        answer = self._receive()
        match answer:
            case [int(found), "value", value] if found == number:
                return value
            case [int(found), "unsendable", str(why)] if found == number:
                self._fail(BadAnswer(f"the result cannot be sent: {why[:500]}"))
            case [int(found), "error", [str(kind), list(names), str(text), str(where), bool(missing)]]:
                if found == number and all(type(name) is str for name in names):
                    fault = Fault(kind[:80], tuple(names), text[:TEXT], where[:200], missing)
                    raise student_error(fault)
        self._fail(BadAnswer(f"expected the answer to question {number}, got something else"))

    def _settle(self) -> None:
        """Everything printed so far is in the pipes; empty them."""
        self.ask("flush")
        while self.out.drain() or self.err.drain():
            if self.out.total + self.err.total > self._limits.flood_bytes:
                self._fail(WorkerCrashed(f"it printed more than {self._limits.flood_bytes // MIB} MiB"))


def cause_of(ended: dict[str, Any]) -> WorkerFailure:
    """How a worker ended, in words."""
    code = int(ended["code"])
    if ended["killed"]:
        return WorkerCrashed("it hung up on the grader")
    if code == ENGINE:
        return EngineCalled("it called the differentiation engine, which is out of order here")
    if code >= 0:
        return WorkerCrashed(f"it ended itself with exit status {code}")
    words = SIGNALS.get(signal.Signals(-code), "a signal ended it")
    return WorkerTimeout(words) if -code == signal.SIGXCPU else WorkerCrashed(f"{words} ({signal.Signals(-code).name})")
