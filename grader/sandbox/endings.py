"""How a worker ended, in words for the student: an exit, a signal, or something that is out of order there."""

import signal
from collections.abc import Collection
from typing import Any

from grader.errors import EngineCalled, Forbidden, ReadyMadeCalled, WorkerCrashed, WorkerFailure, WorkerTimeout
from grader.worker.protocol import ENGINE, READY_MADE

OURS: dict[int, type[Forbidden]] = {ENGINE: EngineCalled, READY_MADE: ReadyMadeCalled}
SIGNALS = {
    "SIGSEGV": "it crashed by reaching into memory that is not its own",
    "SIGBUS": "it crashed by reaching into memory that is not there",
    "SIGABRT": "it aborted",
    "SIGFPE": "it crashed in an arithmetic instruction",
    "SIGILL": "it crashed at an illegal instruction",
    "SIGKILL": "the system killed it: out of memory, or its CPU time was used up",
    "SIGXCPU": "its CPU time was used up",
    "SIGSYS": "it made a forbidden system call",
}


def cause_of(ended: dict[str, Any], *, tells: Collection[int]) -> WorkerFailure:
    """How a worker ended, in words; `tells` are the statuses that only our own exits can end with."""
    code = int(ended["code"])
    if ended["killed"]:
        return WorkerCrashed("it hung up on the grader")
    if code in OURS and code in tells:
        return OURS[code](f"it {OURS[code].words}")
    if code >= 0:
        return WorkerCrashed(f"it ended itself with exit status {code}")
    name = signal.Signals(-code).name
    words = SIGNALS.get(name, "a signal ended it")
    return WorkerTimeout(words) if name == "SIGXCPU" else WorkerCrashed(f"{words} ({name})")
