"""What travels between the stages: frozen records, one a stage, a unit under each field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class HandedOut:
    """What students started from, path → source: files that were given whole, and files to be written, as stubs."""

    given: Mapping[str, bytes] = field(default_factory=dict)
    stubs: Mapping[str, bytes] = field(default_factory=dict)

    def get(self, path: str) -> bytes | None:
        """The file as it was handed out, if it was."""
        return self.given.get(path, self.stubs.get(path))

    def texts(self) -> tuple[bytes, ...]:
        """All that was handed out."""
        return (*self.given.values(), *self.stubs.values())

    def untouched(self, path: str, code: bytes) -> bool:
        """Whether a file is as it was handed out, but for line ends and what is blank at its end."""
        before = self.get(path)
        return before is not None and _plain(code) == _plain(before)


def _plain(code: bytes) -> bytes:
    return code.replace(b"\r\n", b"\n").rstrip()


@dataclass(frozen=True, slots=True)
class Layout:
    """What a submission looks like: a package, and a script beside it, if any; and what its author started from."""

    package: str
    script: str
    handed_out: HandedOut = field(default=HandedOut(), compare=False)

    @property
    def parts(self) -> tuple[str, ...]:
        """The package and the script, in words."""
        return (f"{self.package}/", *([self.script] if self.script else []))


@dataclass(frozen=True, slots=True)
class Kit:
    """What a worker has ready for submissions, and whether a rule forbids some of it."""

    library: tuple[str, ...] = ()  # modules that a submission may import
    ruled: bool = False  # what the rule forbids is out of order
    arrays: str = "torch"  # the library whose arrays a submission computes with


@dataclass(frozen=True, slots=True)
class Submission:
    """What was handed in, as bytes in memory: only the sources of the package, and the script."""

    id: str
    sha256: str
    files: dict[str, bytes]  # posix path from the submission's root → source
    notes: tuple[str, ...] = ()  # what was ignored or could not be read, for the student


@dataclass(frozen=True, slots=True)
class Limits:
    """What a worker may use. CPU decides about a fair share, wall time about a worker that sleeps.

    Wall time is the worker's own: what it waited for a core on a busy machine is not counted.
    """

    start_seconds: float = 10.0  # importing the submission, wall
    call_seconds: float = 10.0  # one call, wall
    call_cpu_seconds: float = 5.0  # one call, CPU
    exercise_seconds: float = 60.0  # all calls of one exercise together, wall
    exercise_cpu_seconds: float = 20.0  # one exercise, CPU
    idle_seconds: float = 60.0  # of all workers of a submission together, without computing, wall
    script_seconds: float = 60.0  # one run of a script, wall and CPU
    memory_bytes: int = 1024 * MIB  # resident, beyond what the worker started with
    message_bytes: int = 64 * MIB  # one call or answer
    output_bytes: int = 64 * 1024  # kept of what is printed, half of it from the end; the rest is dropped
    flood_bytes: int = 64 * MIB  # printed in all before the worker is killed
    file_bytes: int = 16 * MIB  # one file in a script's own scratch folder
    scratch_bytes: int = 256 * MIB  # all files there
    scratch_entries: int = 1000  # files and folders there
    threads: int = 32  # of one worker


@dataclass(frozen=True, slots=True)
class Isolation:
    """Which walls stood round the workers; written into `scores.json`."""

    process: bool  # student code ran in a process of its own
    user: str  # whose rights it had
    filesystem: str
    network: str
    syscalls: str
    namespaces: str
    engine: str  # the differentiation engine: out of order, or why not
    safe: bool  # the minimum wall stood
    limits: Limits = field(default_factory=Limits)
    missing: tuple[str, ...] = ()  # walls that could not be raised, each with its reason


class Watched(NamedTuple):
    """Calls to be watched while a script runs: of a method, on classes of the package and all that derive from them."""

    label: str  # what they are to the reader: several methods may have one
    classes: tuple[str, ...]  # those that the package does not have are passed over
    method: str
    argument: int | None = None  # which argument's tensor is kept
    result: bool = False  # whether the tensor that comes back is kept, too


@dataclass(frozen=True, slots=True)
class Watch:
    """What is to be watched while a script runs, and what is to be otherwise."""

    calls: tuple[Watched, ...]  # where two fit a method of a class, the first counts
    enough: tuple[str, int]  # after so many samples of this label, only calls whose result is kept are watched, …
    few: int = 64  # … and of those with fewer samples than this, each tenth
    still: tuple[str, ...] = ()  # labels whose methods do nothing in this run
    operations: bool = False  # count the tensor operations, which takes several times as long
    below: str = ""  # source that stands below the package's own in this run

    def message(self) -> dict[str, Any]:
        """As plain data for the wire."""
        calls = [[each.label, list(each.classes), *each[2:]] for each in self.calls]
        settings = {
            "enough": list(self.enough),
            "few": self.few,
            "still": list(self.still),
            "operations": self.operations,
        }
        return {"calls": calls, **settings}


class Sighting(NamedTuple):
    """One call that was seen, in the order of the run; tensors are float32, (N,) or (N, C)."""

    label: str
    argument: Any = None  # Tensor | None; this module is read without torch
    result: Any = None


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What a script's worker says of the run. The script lived beside who says it: nothing of it is proof."""

    counts: dict[str, int]  # label → calls
    sightings: tuple[Sighting, ...]
    dropped: int  # calls passed over, with few samples or in the middle of a long run
    others: int  # classes made from those watched, whose own methods were not watched
    operations: int  # of tensors, where they were counted


@dataclass(frozen=True, slots=True)
class ScriptRun:
    """How a run of the submission's script ended."""

    status: int | None  # exit status, None if it was killed
    stdout: str
    stderr: str
    seconds: float  # wall
    cause: str = ""  # in words, when it did not simply end
    seen: Seen | None = None  # where it was watched and lived to tell


@dataclass(slots=True)
class OperationLog:
    """Which tensor operations the student's code dispatched; filled when the `with` block ends."""

    counts: dict[str, int] = field(default_factory=dict)  # "aten::addmm" → how often
    complex: bool = False  # a complex tensor went in or came out
    requires_grad: bool = False  # a tensor that asks for a gradient went in or came out

    @property
    def total(self) -> int:
        """How many operations in all."""
        return sum(self.counts.values())
