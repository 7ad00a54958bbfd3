"""How a worker ended, in words for the student: an exit, a signal, or the differentiation engine."""

import signal
from typing import Any

from grader.errors import EngineCalled, WorkerCrashed, WorkerFailure, WorkerTimeout
from grader.worker.protocol import ENGINE

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


def cause_of(ended: dict[str, Any], *, tells: bool) -> WorkerFailure:
    """How a worker ended, in words; `tells` where only the engine's own code can end with the engine's status."""
    code = int(ended["code"])
    if ended["killed"]:
        return WorkerCrashed("it hung up on the grader")
    if code == ENGINE and tells:
        return EngineCalled("it called the differentiation engine, which is out of order here")
    if code >= 0:
        return WorkerCrashed(f"it ended itself with exit status {code}")
    name = signal.Signals(-code).name
    words = SIGNALS.get(name, "a signal ended it")
    return WorkerTimeout(words) if name == "SIGXCPU" else WorkerCrashed(f"{words} ({name})")
