"""`student`: what suites talk to. It reads like the submission's package, while the objects live elsewhere.

    layer = student.Linear(3, 4)          a Handle: the object stays on the student's side
    y = layer.forward(x)                  tensors and plain values travel by value: y is a fresh tensor
    layer.train = False
    w = student.attr(layer, "w")          a Handle of the very tensor: w.copy_(value), student.same(w, other)

A `Connection` carries the questions: `grader.sandbox` has one into a locked worker, `grader.student.local` one into a
package imported here, so that the same suite serves the grader and the student.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Protocol

from ..errors import MissingName, WorkerFailure
from ..records import OperationLog, ScriptRun, Watch
from ..worker.protocol import Ref, plain

if TYPE_CHECKING:
    import torch
    from torch import Tensor


class Output:
    """What the student's code printed inside a `with student.output()` block."""

    def __init__(self) -> None:
        self.text = ""


Asked = tuple[str, Sequence[Any], float | None]
"""A question that others follow at once: verb, arguments, and how many seconds its answer may take."""


class Connection(Protocol):
    """The way to a student's side."""

    def ask(self, verb: str, *arguments: Any, seconds: float | None = None) -> Any:
        """One question, one plain answer; raises `StudentError` or `WorkerFailure`."""

    def listen(self, output: Output) -> Any:
        """A context in which `output` collects what is printed."""

    def script(self, name: str, arguments: Sequence[str], seconds: float | None, watch: Watch | None) -> ScriptRun:
        """Run one of the submission's scripts."""

    def close(self) -> None:
        """Be done with that side."""


class Handle:
    """An object on the student's side: its attributes are read, set and called there."""

    __slots__ = ("_ref", "_student")
    _ref: Ref
    _student: "Student"

    def __init__(self, student: "Student", ref: Ref) -> None:
        object.__setattr__(self, "_student", student)
        object.__setattr__(self, "_ref", ref)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # whoever inspects a Handle here (pytest, torch) asks about the Handle
            raise AttributeError(name)
        return self._student._attribute(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._student._ask("set", self, name, value)

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Call the object; tensors that come of it travel here."""
        return self._student._ask("call", self, arguments, named, False)

    def keep(self, *arguments: Any, **named: Any) -> Any:
        """Call it, and leave the resulting tensors over there as Handles."""
        return self._student._ask("call", self, arguments, named, True)

    def __repr__(self) -> str:
        return f"<the submission's {self._ref.type_name} object, number {self._ref.id}>"


class Method:
    """A bound method of a Handle's object; calling it is one question."""

    __slots__ = ("_name", "_owner")

    def __init__(self, owner: Handle, name: str) -> None:
        self._owner, self._name = owner, name

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Call the method; tensors that come of it travel here."""
        return self._owner._student._ask("invoke", self._owner, self._name, arguments, named, False)

    def keep(self, *arguments: Any, **named: Any) -> Any:
        """Call it, and leave the resulting tensors over there as Handles."""
        return self._owner._student._ask("invoke", self._owner, self._name, arguments, named, True)

    def __repr__(self) -> str:
        return f"{self._owner!r}.{self._name}"


class Student:
    """The submission's package, and the questions that a suite may ask about its objects."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._names: dict[str, Any] = {}
        self._defined: dict[tuple[str, str], Any] = {}
        self._methods: set[tuple[str, str]] = set()  # (class name, attribute) known to be a method

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self._names:
            try:
                self._names[name] = self._ask("name", name)
            except MissingName as error:
                error.name = name
                raise
        return self._names[name]

    # Identity and aliasing. --------------------------------------------------------------------------

    def keep(self, value: Any) -> Any:
        """Send a tensor over once; the Handle stands for that very tensor in later calls."""
        return self._ask("keep", value)

    def attr(self, owner: Handle, name: str) -> Any:
        """An attribute as a Handle, also when it is a tensor; a list gives a list of Handles."""
        return self._ask("get", owner, name, True)

    def items(self, owner: Handle, name: str) -> list[Any]:
        """What an attribute holds, as Handles, be it in a list or in a container of the student's own."""
        return list(self._ask("items", owner, name))

    def read(self, handle: Handle) -> Any:
        """The value behind a Handle."""
        return self._ask("read", handle)

    def same(self, one: Handle, other: Handle) -> bool:
        """Whether both are one object: over there, each has one number for good."""
        return type(one) is type(other) is Handle and one._ref.id == other._ref.id

    def share_memory(self, one: Handle, other: Handle) -> bool:
        """Whether two tensors overlap in memory."""
        return self._truth("share_memory", one, other)

    # Classes. ----------------------------------------------------------------------------------------

    def isinstance(self, thing: Any, kind: Any) -> bool:
        """`isinstance` on the student's side."""
        return self._truth("isinstance", thing, kind)

    def issubclass(self, one: Handle, other: Any) -> bool:
        """`issubclass` on the student's side."""
        return self._truth("issubclass", one, other)

    def type_name(self, handle: Handle) -> str:
        """The name of its class."""
        return handle._ref.type_name

    def define(self, name: str, source: str) -> Any:
        """Define a class over there from source text; the package's names and torch, or `np`, are in reach.

        The same text gives the same class: a registry of the student's may refuse a name that it knows.
        """
        if (name, source) not in self._defined:
            self._defined[name, source] = self._ask("define", name, source)
        return self._defined[name, source]

    # What goes on over there. ------------------------------------------------------------------------

    @contextmanager
    def output(self) -> Iterator[Output]:
        """Collect what the student's code prints; `text` is there after the block."""
        output = Output()
        with self._connection.listen(output):
            yield output

    @contextmanager
    def operations(self) -> Iterator[OperationLog]:
        """Log the tensor operations that the student's code dispatches; filled after the block."""
        log = OperationLog()
        self._ask("log", True)
        try:
            yield log
        finally:
            log.counts, log.complex, log.requires_grad = self._ask("log", False)

    def seen(self) -> OperationLog:
        """What the log over there has seen by now."""
        return OperationLog(*self._ask("seen"))

    @contextmanager
    def default_dtype(self, dtype: "torch.dtype") -> Iterator[None]:
        """Torch's default dtype over there, inside the block."""
        former = self._ask("default_dtype", dtype)
        try:
            yield
        finally:
            with suppress(WorkerFailure):  # who is gone has nothing to put back, and the next question says so
                self._ask("default_dtype", former)

    def manual_seed(self, seed: int) -> None:
        """Seed the library's global generator in the worker."""
        self._ask("manual_seed", seed)

    def train(
        self,
        model: Handle,
        loss: Handle,
        optimizer: Handle,
        inputs: "Tensor",
        targets: "Tensor",
        order: Sequence["Tensor"],
        *,
        seconds: float | None = None,
    ) -> "Tensor":
        """A whole training run in one call, a step for each index tensor in `order`; the losses, float64."""
        import torch  # noqa: PLC0415 - of assignments in torch alone

        sizes = [len(rows) for rows in order]  # one long tensor travels better than a thousand short ones
        rows = torch.cat(list(order)) if sizes else torch.empty(0, dtype=torch.int64)
        losses = self._ask("train", model, loss, optimizer, inputs, targets, rows, sizes, seconds=seconds)
        if not isinstance(losses, torch.Tensor):
            raise TypeError(f"train: expected the losses as a tensor, got {losses!r}")
        return losses

    def script(
        self, name: str, args: Sequence[str] = (), seconds: float | None = None, watch: Watch | None = None
    ) -> ScriptRun:
        """Run a script of the submission from its start, in a process of its own, under the eyes of a watcher or not.

        A package imported here runs its scripts unwatched.
        """
        return self._connection.script(name, args, seconds, watch)

    def close(self) -> None:
        """Be done: the worker is killed."""
        self._connection.close()

    # One question. -----------------------------------------------------------------------------------

    def _attribute(self, owner: Handle, name: str) -> Any:
        """An attribute's value; methods are remembered by class, so that a call is one question."""
        key = (owner._ref.type_name, name)
        if key in self._methods:
            return Method(owner, name)
        answer = self._connection.ask("get", owner._ref, name, False)
        if type(answer) is Ref and answer.method:
            self._methods.add(key)
            return Method(owner, name)
        return self._lift(answer)

    def _truth(self, verb: str, *arguments: Any) -> bool:
        """A question whose answer is yes or no; anything else is no."""
        return self._ask(verb, *arguments) is True

    def _ask(self, verb: str, *arguments: Any, seconds: float | None = None) -> Any:
        """Handles go out as their numbers and come back as Handles."""
        lowered = (plain(a, self._lower) for a in arguments)
        return self._lift(self._connection.ask(verb, *lowered, seconds=seconds))

    def _lift(self, answer: Any) -> Any:
        return plain(answer, lambda leaf: Handle(self, leaf) if type(leaf) is Ref else leaf)

    def _lower(self, leaf: Any) -> Any:
        if type(leaf) is Handle:
            return leaf._ref
        if type(leaf) is Method:
            return self._connection.ask("get", leaf._owner._ref, leaf._name, True)
        return leaf
