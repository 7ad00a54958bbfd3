"""A class, one entry after the other: sent out while the executor has room, taken in as they finish.

Unchanged entries are passed over, equal content is graded once, and what was doubtful is tried again alone, after
the rest: a time-out while the machine was busy, a process that died or was killed, a fault of the grader's own.
"""

import dataclasses
import time
import traceback
from collections.abc import Iterable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

import msgspec

from grader import intake
from grader.batch import seeds
from grader.batch.entries import Entry
from grader.batch.processes import Executor, ExecutorGone
from grader.batch.results import ONLY_HERE, Results
from grader.batch.seeds import Asked
from grader.batch.task import Answer, task
from grader.errors import NotGradable, WallMissing
from grader.grade import new_seed, not_gradable
from grader.records import Submission
from grader.result import Result
from grader.settings import Assignment

TRIES = 3
PULSE = 0.25  # seconds between two looks at the clock while nothing finishes


class Progress(Protocol):
    """What a batch tells whoever shows how far it is."""

    def done(self, entry: Entry, how: str, seconds: float) -> None:
        """One entry is through: `graded`, `copied`, `unchanged`, `not gradable` or `failed`."""

    def pulse(self, running: str, seconds: float) -> None:
        """The one that runs longest just now."""


@dataclass(slots=True)
class Pending:
    """An entry under way, and those of the same content that wait for it."""

    entry: Entry
    submission: Submission  # without files
    tries: int = 0
    crowded: bool = False  # others were under way at some time
    began: float = 0.0
    twins: list[tuple[Entry, Submission]] = field(default_factory=list)


class Run:
    """A batch under way: entries sent out, those to try again, and the ids that the grader failed on."""

    def __init__(
        self,
        results: Results,
        executor: Executor,
        assignment: Assignment,
        progress: Progress,
        *,
        seed: Asked = None,
        unsafe: bool = False,
    ) -> None:
        self._results, self._executor, self._assignment, self._progress = results, executor, assignment, progress
        self._asked, self._fresh, self._unsafe = seed, new_seed(), unsafe
        self._pending: dict[Future[bytes], Pending] = {}
        self._again: list[Pending] = []
        self._graded: set[str] = set()  # contents, in this run
        self.failed: list[str] = []

    def all(self, entries: Iterable[Entry], *, forced: bool = False) -> None:
        """Grade them; `forced` grades also what is unchanged."""
        for entry in entries:
            self._take(entry, forced)
            while len(self._pending) >= max(1, self._executor.size()):
                self._land()
        while self._pending:
            self._land()
        while self._again:
            pending = self._again.pop(0)
            submission = self._read(pending.entry)
            if submission:
                self._launch(pending, submission)
            while self._pending:
                self._land()

    def _take(self, entry: Entry, forced: bool) -> None:
        """Pass over it, copy what an equal one got, let it wait for an equal one, or send it out."""
        submission = self._read(entry)
        if submission is None:
            return
        self._results.keep_sources(submission)
        light = dataclasses.replace(submission, files={})
        if not forced and self._results.stands(light):
            self._progress.done(entry, "unchanged", 0.0)
        elif (not forced or light.sha256 in self._graded) and (twin := self._results.twin(light)):
            self._keep(entry, light, twin, "copied")
        elif equal := next((f for f in self._open() if f.submission.sha256 == light.sha256), None):
            equal.twins.append((entry, light))
        else:
            self._launch(Pending(entry, light), submission)

    def _seed(self, id: str) -> int:
        """The seed for an entry; all that are new meet the same values."""
        mark = self._results.marks.get(id)
        return seeds.chosen(self._asked, mark.seed if mark else None, self._fresh)

    def _open(self) -> list[Pending]:
        return [*self._pending.values(), *self._again]

    def _read(self, entry: Entry) -> Submission | None:
        """What intake makes of it, under the entry's own id; None if there is nothing to run."""
        try:
            return dataclasses.replace(intake.read_latest(entry.paths, self._assignment.layout), id=entry.id)
        except NotGradable as refusal:
            self._refuse(entry, str(refusal))
        except OSError as error:
            reason = error.strerror or "it is neither a folder nor a plain file"
            self._refuse(entry, f"{entry.path.name} cannot be read: {reason}")
        except Exception:  # noqa: BLE001 - intake itself failed on it: the grader's fault, and no reason to stop
            self._fail(entry, traceback.format_exc())
        return None

    def _refuse(self, entry: Entry, words: str) -> None:
        """Not gradable: written down once, with the reason for the student."""
        known = self._results.marks.get(entry.id)
        if known and known.valid and (known.status, known.notes) == ("not_gradable", (words,)):
            self._progress.done(entry, "unchanged", 0.0)
            return
        result = not_gradable(entry.id, self._assignment, words, self._seed(entry.id))
        self._keep(entry, result.submission, result, "not gradable")

    def _launch(self, pending: Pending, submission: Submission) -> None:
        pending.tries, pending.crowded, pending.began = pending.tries + 1, bool(self._pending), time.monotonic()
        for other in self._pending.values():
            other.crowded = True
        seed = self._seed(pending.entry.id)
        message = msgspec.msgpack.encode(task(submission, seed, unsafe=self._unsafe))
        self._pending[self._executor.submit(message)] = pending

    def _land(self) -> None:
        """Take in what has finished, or look at the clock."""
        done, _ = wait(self._pending, timeout=PULSE, return_when=FIRST_COMPLETED)
        for future in done:
            self._settle(self._pending.pop(future), future)
        if self._pending:
            slowest = min(self._pending.values(), key=lambda pending: pending.began)
            self._progress.pulse(slowest.entry.id, time.monotonic() - slowest.began)

    def _settle(self, pending: Pending, future: Future[bytes]) -> None:
        """Write down the result, or try again alone, or give up on it."""
        answer = _answer(future)
        if answer.fault in ("walls", "version"):
            raise WallMissing(answer.words)
        result = answer.result if answer.result and answer.result.status == "graded" else None
        words = _broken(answer.result) if answer.result else answer.words
        tries = TRIES if result is None else 2 if doubtful(result, crowded=pending.crowded) else 0
        if pending.tries < tries:
            self._again.append(pending)
            return
        for entry, light in [(pending.entry, pending.submission), *pending.twins]:
            if result is None:
                self._fail(entry, words)
            else:
                self._graded.add(light.sha256)
                self._keep(entry, light, result, "graded" if entry is pending.entry else "copied")

    def _keep(self, entry: Entry, light: Submission, result: Result, how: str) -> None:
        try:
            self._results.keep(msgspec.structs.replace(result, submission=light))
        except OSError as error:
            if error.errno not in ONLY_HERE:
                raise
            self._fail(entry, f"its result cannot be written: {error}")
        else:
            self._progress.done(entry, how, result.seconds)

    def _fail(self, entry: Entry, words: str) -> None:
        self.failed.append(entry.id)
        with suppress(FileExistsError, NotADirectoryError, PermissionError):
            self._results.regret(entry.id, words)
        self._progress.done(entry, "failed", 0.0)


def _answer(future: Future[bytes]) -> Answer:
    """What came back; a process that died is an answer, too."""
    try:
        return msgspec.msgpack.decode(future.result(), type=Answer)
    except ExecutorGone:
        raise
    except Exception as error:  # noqa: BLE001 - pools and clusters each have their own
        return Answer(fault="grader", words=f"the process that graded it died ({type(error).__name__}: {error})")


def doubtful(result: Result, *, crowded: bool) -> bool:
    """Whether a test may have fallen to what else went on: out of time in the crowd, or killed by a full machine.

    Where that came to a run of test.py, or to a worker in rough arithmetic, the message of a failed test says so.
    """
    fell = [t for e in result.scorecard.exercises for t in e.tests if t.outcome in ("failed", "crashed", "timeout")]
    late = [t.message for t in fell if t.outcome == "timeout" or "no answer within" in t.message]
    waited = any("CPU time" not in message for message in late)
    return (crowded and waited) or any("(SIGKILL)" in test.message for test in fell)


def _broken(result: Result) -> str:
    """Which tests said `error`, and what."""
    tests = [(e.id, test) for e in result.scorecard.exercises for test in e.tests if test.outcome == "error"]
    return "\n".join(["The grader failed in these tests:", *(f"{e}.{test.name}: {test.message}" for e, test in tests)])
