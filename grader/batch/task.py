"""One entry graded in a process that stays warm: the function behind `--jobs` and behind `--cluster`.

Bytes go in and bytes come out (msgspec, no pickle): a `Task` with the sources, an `Answer` with the result.
torch, the suites and a zygote are loaded at a process's first task and serve all later ones.
"""

import gc
import threading
import traceback
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Literal

import msgspec

from grader import settings
from grader.errors import WallMissing
from grader.grade import grade_submission
from grader.records import Submission
from grader.report import fingerprint
from grader.result import Result
from grader.sandbox.zygote import Zygote
from grader.settings import Assignment

Fault = Literal["", "walls", "version", "grader"]


class Task(msgspec.Struct, frozen=True):
    """What to grade, how, and by which grader and rubric."""

    submission: Submission
    seed: int
    unsafe: bool
    sources: str
    rubric: str
    assignment: str = ""  # its folder; empty for the one that comes with the grader


class Answer(msgspec.Struct, frozen=True):
    """The result without the submission's files, or whose fault it is that there is none."""

    result: Result | None = None
    fault: Fault = ""
    words: str = ""


class Warm:
    """What a process keeps between tasks: at most one zygote, ended with the process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()  # a process grades one at a time: pytest and stdout are the process's own
        self._zygote: Zygote | None = None
        Finalize(self, self.drop, exitpriority=10)

    def zygote(self, *, unsafe: bool) -> Zygote:
        """The warm one, or a new one."""
        kit = assignment(settings.chosen()).kit
        if self._zygote is None or (self._zygote.unsafe, self._zygote.kit) != (unsafe, kit):
            self.drop()
            self._zygote = Zygote(unsafe=unsafe, kit=kit)
        return self._zygote

    def drop(self) -> None:
        """End the zygote: after a fault, nobody knows what it is good for."""
        zygote, self._zygote = self._zygote, None
        if zygote is not None:
            zygote.close()


@cache
def warm() -> Warm:
    """The zygote and the lock of this process, made at its first task."""
    return Warm()


@cache
def assignment(folder: Path) -> Assignment:
    """The assignment, read at the first task of this process."""
    return settings.read(folder)


def task(submission: Submission, seed: int, *, unsafe: bool) -> Task:
    """A task for whoever has this grader and this assignment."""
    folder = settings.chosen()
    elsewhere = "" if folder == settings.DEFAULT else str(folder)
    return Task(submission, seed, unsafe, fingerprint.sources(), fingerprint.rubric(), elsewhere)


@cache
def settle() -> None:
    """After the first submission everything is loaded: leave it out of later garbage collections."""
    gc.collect()
    gc.freeze()


def grade_task(message: bytes) -> bytes:
    """A task answered; it raises nothing, so that no exception of anybody's has to travel."""
    with warm().lock:
        answer = _answer(msgspec.msgpack.decode(message, type=Task))
    return msgspec.msgpack.encode(answer)


def _answer(task: Task) -> Answer:
    settings.choose(Path(task.assignment) if task.assignment else settings.DEFAULT)
    if not settings.chosen().is_dir():
        return Answer(fault="version", words=f"there is no assignment at {task.assignment} on this machine")
    if (task.sources, task.rubric) != (fingerprint.sources(), fingerprint.rubric()):
        return Answer(fault="version", words="the grader or the rubric on this machine differs from the sender's")
    try:
        zygote = warm().zygote(unsafe=task.unsafe)
        ours = assignment(settings.chosen())
        result = grade_submission(task.submission, ours, seed=task.seed, unsafe=task.unsafe, zygote=zygote)
        settle()
    except WallMissing as error:
        return Answer(fault="walls", words=str(error))
    except Exception:  # noqa: BLE001 - whatever it was, the next entry deserves its turn
        warm().drop()
        return Answer(fault="grader", words=traceback.format_exc())
    nameless = Submission(task.submission.id, task.submission.sha256, {}, task.submission.notes)
    return Answer(msgspec.structs.replace(result, submission=nameless))
