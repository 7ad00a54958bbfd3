"""The connection to a worker: questions out, answers in, in turns.

A worker that breaks a limit, dies or talks nonsense is killed and reaped before the failure is raised;
whoever asks again gets the same failure. `monitor` knows the limits and collects what is printed.
"""

import select
import socket
import struct
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, NoReturn

from grader.errors import BadAnswer, Fault, GraderError, StudentError, WorkerCrashed, WorkerFailure, student_error
from grader.records import Limits, ScriptRun, Watch
from grader.sandbox.budget import Budget, Purse
from grader.sandbox.endings import cause_of
from grader.sandbox.job import Job
from grader.sandbox.monitor import Monitor
from grader.sandbox.output import Stream
from grader.sandbox.zygote import Zygote
from grader.student.proxy import Asked, Output
from grader.worker import wire
from grader.worker.protocol import TEXT

SHORT = 2000  # microseconds that most answers take at most: one system call waits for them, and no monitor looks
WINDOW = 1 << 15  # bytes of questions sent at once: a socket holds them, so that nobody waits while both send
GRACE = 0.3  # seconds for a worker that hung up to finish dying by its own cause


class WorkerConnection:
    """One worker and the questions to it."""

    def __init__(self, zygote: Zygote, limits: Limits, budget: Budget, purse: Purse, job: Job) -> None:
        self._zygote, self._limits, self._budget, self._job = zygote, limits, budget, job
        self.pid, self._socket, out, err = zygote.fork(job.room(limits, budget))
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("@ll", 0, SHORT))
        self._monitor = Monitor(
            self.pid, out, err, resting=zygote.memory, limits=limits, budget=budget, purse=purse, scratch=job.scratch
        )
        self.out, self.err = self._monitor.streams.values()
        self._told = wire.pack(job.message(), limits.message_bytes)
        self._number = 0
        self._ahead = bytearray()  # what has come of the next answers
        self.said = bytearray()
        self.read = job.read
        self._failure: WorkerFailure | None = None
        self._ended: dict[str, Any] | None = None

    # Questions. --------------------------------------------------------------------------------------

    def start(self) -> None:
        """Wait for the walls."""
        self._monitor.prepare(self._limits.start_seconds)
        try:
            self._turn(None)
        except WorkerFailure as failure:  # no line of the submission has run yet
            raise GraderError(f"a worker could not raise its walls: {failure.cause}") from failure

    def load(self) -> None:
        """Hand over the job, and wait for the import of the submission; raises what it raised.

        Whoever does not know the codes of the files is told them beforehand: they are in `read`.
        """
        question = self._told
        if self.read is None:
            self.read = self._read(self._exchange(question, self._limits.start_seconds, self._limits.start_seconds))
            question = wire.pack(["go"], self._limits.message_bytes)
        self._result(0, self._exchange(question, self._limits.start_seconds, self._limits.start_seconds))

    def ask(self, verb: str, *arguments: Any, seconds: float | None = None) -> Any:
        """One question, one answer."""
        question = self._question(verb, arguments)
        answer = self._exchange(question, *self._times(seconds))
        return self._result(self._number, answer)

    def ask_all(self, questions: Iterable[Asked]) -> Iterator[Any]:
        """Questions that do not hang on each other's answers, several on their way at once, and the answers in turn.

        Each has its own time, from the answer before it on. What the student raised is given as an answer is.
        """
        sent: list[tuple[int, float | None]] = []  # their numbers, and their seconds
        frames = b""
        for verb, arguments, seconds in questions:
            frame = self._question(verb, arguments)
            if sent and len(frames) + len(frame) > WINDOW:
                yield from self._window(frames, sent)
                sent, frames = [], b""
            sent.append((self._number, seconds))
            frames += frame
        yield from self._window(frames, sent)

    def _window(self, frames: bytes, sent: Sequence[tuple[int, float | None]]) -> Iterator[Any]:
        """Send these frames, and give the answers."""
        question: bytes | None = frames
        for place, (number, seconds) in enumerate(sent, 1):
            answer = self._exchange(question, *self._times(seconds), more=place < len(sent))
            try:
                found = self._result(number, answer)
            except StudentError as error:
                found = error
            question = None
            yield found

    def _question(self, verb: str, arguments: Sequence[Any]) -> bytes:
        """The next question as a frame."""
        self._number += 1
        return wire.pack([self._number, verb, list(arguments)], self._limits.message_bytes)

    def _times(self, seconds: float | None) -> tuple[float, float]:
        """How long an answer may take, by the clock and of CPU time."""
        return seconds or self._limits.call_seconds, seconds or self._limits.call_cpu_seconds

    def finish(self, seconds: float) -> NoReturn:
        """Hand over the job, and wait for the worker's end; raises how it came. What it said is in `said`."""
        self._monitor.begin(seconds, seconds)
        try:
            self._send(self._told)
            while data := self._recv(1 << 16):
                if len(self.said) <= self._limits.message_bytes:
                    self.said += data
        except ConnectionError:
            pass  # gone
        finally:
            self._monitor.charge()
        self._fail(cause_of(self.end(GRACE), tells=self._zygote.tells))

    @contextmanager
    def listen(self, output: Output) -> Iterator[None]:
        """Collect what comes through stdout from here to the end of the block."""
        self._settle()
        heard = Stream(self.out.fd, self.out.keep)
        former, self.out = self.out, heard
        self._monitor.streams[heard.fd] = heard
        try:
            yield
        finally:
            if self._failure is None:
                self._settle()
            output.text = heard.text()
            self.out = self._monitor.streams[former.fd] = former
            former.take(heard.kept(), heard.total)

    def script(self, name: str, arguments: Sequence[str], seconds: float | None, watch: Watch | None) -> ScriptRun:
        """A script of the same submission, in a worker of its own."""
        return self._job.script(name, arguments, seconds, watch)

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
            self._monitor.close()
        return self._ended

    # Turns. ------------------------------------------------------------------------------------------

    def _exchange(self, question: bytes | None, seconds: float, cpu: float, *, more: bool = False) -> Any:
        """A turn whose time is limited, and charged to the exercise."""
        if self._failure is not None:
            raise type(self._failure)(self._failure.cause)
        self._monitor.begin(seconds, cpu)
        try:
            return self._turn(question, more=more)
        finally:
            self._monitor.charge()

    def _turn(self, question: bytes | None, *, more: bool = False) -> Any:
        """A frame out, if there is one, and a frame in; `more` may come behind it."""
        try:
            if question is not None:
                self._send(question)
            answer = wire.receive(self._recv, self._limits.message_bytes, self._ahead)
            if self._ahead and not more:
                raise wire.Malformed(f"{len(self._ahead)} bytes follow the frame, and nobody asked for them")
            return answer
        except (EOFError, ConnectionError):
            self._fail(cause_of(self.end(GRACE), tells=self._zygote.tells))
        except wire.Malformed as error:
            self._fail(BadAnswer(f"the worker sent a malformed answer: {error}"))

    def _recv(self, size: int) -> bytes:
        """What has come; waits a short while by itself, and under the eyes of the monitor from then on."""
        data: bytes | None = None
        while data is None:
            with suppress(BlockingIOError):
                data = self._socket.recv(size)
                continue
            self._wait(select.POLLIN)
        if failure := self._monitor.late():  # an answer that drips in
            self._fail(failure)
        return data

    def _send(self, frame: bytes) -> None:
        """Send a whole frame, as fast as the worker takes it; raises if a limit breaks meanwhile."""
        rest = memoryview(frame)
        while rest:
            with suppress(BlockingIOError):
                rest = rest[self._socket.send(rest, socket.MSG_DONTWAIT) :]
                continue
            self._wait(select.POLLOUT)

    def _wait(self, event: int) -> None:
        """Until the socket is ready, or a limit breaks."""
        if failure := self._monitor.wait(self._socket.fileno(), event):
            self._fail(failure)

    def _result(self, number: int, answer: Any) -> Any:  # noqa: RET503 - `_fail` never returns
        """What answers question `number`; raises the student's exception."""
        match answer:
            case [int(found), "value", value] if found == number:
                return value
            case [int(found), "unsendable", str(why)] if found == number:
                self._fail(BadAnswer(f"the result cannot be sent: {why[:500]}"))
            case [int(found), "error", [str(kind), list(names), str(text), str(where), bool(missing), list(imports)]]:
                if found == number and all(type(name) is str for name in [*names, *imports]):
                    places = tuple(place[:200] for place in imports)
                    fault = Fault(kind[:80], tuple(names), text[:TEXT], where[:200], missing, places)
                    raise student_error(fault)
        self._fail(BadAnswer(f"expected the answer to question {number}, got something else"))

    def _read(self, told: Any) -> bytearray:  # noqa: RET503 - `_fail` never returns
        """The codes of the files: bytes for other workers of this submission, which nobody here looks into."""
        match told:
            case [0, "read", bytearray() as codes]:
                return codes
        self._fail(BadAnswer("expected the codes of the files, got something else"))

    def _settle(self) -> None:
        """Everything printed so far is in the pipes; empty them."""
        self.ask("flush")
        if failure := self._monitor.settle():
            self._fail(failure)

    def _fail(self, failure: WorkerFailure) -> NoReturn:
        """Kill the worker, remember why, and say so."""
        self._failure = type(failure)(failure.cause)  # one that holds no frames of whoever asked
        self.end(0.0)
        raise failure
