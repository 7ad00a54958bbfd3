"""What one worker was asked, in order, and what came: taken down while the suites run, to be asked anew.

    suite → Student → Transcript → worker        line by line as if nobody listened

Each answer is known by the quantities that it may be: `Linear.dw` is what `dw` of an object gave that came of calling
what the package exports as `Linear`. That is read off the questions alone, so no worker decides it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import torch
from torch import Tensor

from grader.errors import StudentError
from grader.worker.protocol import Ref, plain

MOST = 1 << 16  # elements of an answer that is kept: no watched derivative of a suite is as large
Quantities = frozenset[str]


class Line(Protocol):
    """The way to a worker."""

    def ask(self, verb: str, *arguments: Any, seconds: float | None = None) -> Any:
        """One question, one plain answer; raises `StudentError` or `WorkerFailure`."""

    def ask_all(self, questions: Iterable[tuple[str, Sequence[Any], float | None]]) -> Iterator[Any]:
        """Several on their way at once: verb, arguments and seconds each; a `StudentError` is an answer, too."""

    def listen(self, output: Any) -> Any:
        """A context in which `output` collects what is printed."""

    def script(self, name: str, arguments: Sequence[str], seconds: float | None, watch: Any) -> Any:
        """Run one of the submission's scripts."""

    def close(self) -> None:
        """End the worker."""


@dataclass(slots=True)
class Question:
    """One question of a test, and what came in exact arithmetic."""

    test: str
    verb: str
    arguments: list[Any]
    answer: Any = None
    raised: bool = False
    quantities: Quantities = field(default_factory=frozenset)

    @property
    def tensor(self) -> Tensor | None:
        """The answer, if errors can be told in it: float64, finite, not all zeros."""
        came = self.answer
        return came if isinstance(came, Tensor) and judged(came) and bool(came.any()) else None

    @property
    def given(self) -> Tensor | None:
        """The first tensor that a method was called with."""
        match self.verb, self.arguments:
            case "invoke", [_, _, (Tensor() as first, *_), *_]:
                return first
        return None


def judged(came: Tensor) -> bool:
    """Whether errors can be told in a tensor, as far as it is large enough and finite."""
    return came.dtype == torch.float64 and came.numel() <= MOST and bool(came.isfinite().all())


class Transcript:
    """A line to a worker that is taken down; `test` says which test asks."""

    def __init__(self, line: Line, test: Callable[[], str]) -> None:
        self._line, self._test = line, test
        self._origins = Origins()
        self.questions: list[Question] = []
        self.listen, self.script, self.close, self.ask_all = line.listen, line.script, line.close, line.ask_all

    def ask(self, verb: str, *arguments: Any, seconds: float | None = None) -> Any:
        """One question, one answer; a question that the worker did not live to answer is not asked again."""
        question = Question(self._test(), verb, plain(list(arguments), _kept))
        try:
            answer = self._line.ask(verb, *arguments, seconds=seconds)
        except StudentError:
            question.raised = True
            self.questions.append(question)
            raise
        question.quantities = self._origins.of(verb, arguments, answer)
        question.answer = plain(answer, _kept)
        self.questions.append(question)
        return answer


def _kept(leaf: Any) -> Any:
    """A tensor of our own, since a suite may write into its own; what is too large for any derivative is let go."""
    return leaf.clone() if isinstance(leaf, Tensor) and leaf.numel() <= MOST else leaf


class Origins:
    """Where each object of a worker comes from, by its number."""

    def __init__(self) -> None:
        self._classes: dict[int, str] = {}  # what the package exports, or a suite defined, by name
        self._made: defaultdict[int, set[str]] = defaultdict(set)  # an object: the names of what made it
        self._read: dict[int, Quantities] = {}  # a tensor that stays over there: what it is

    def of(self, verb: str, arguments: Sequence[Any], answer: Any) -> Quantities:
        """Take one question down; which quantities its answer may be."""
        ref = answer.id if type(answer) is Ref else None
        match verb, *arguments:
            case ("name" | "define", str(name), *_) if ref is not None:
                self._classes[ref] = name
            case "call", Ref(id=kind), *_ if ref is not None and kind in self._classes:
                self._made[ref].add(self._classes[kind])
            case "read", Ref(id=owner):
                return self._read.get(owner, frozenset())
            case (("get" | "invoke"), Ref(id=owner), str(name), *_):
                found = frozenset(f"{made}.{name}" for made in self._made[owner])
                if ref is not None:
                    self._read[ref] = found
                return found
        return frozenset()
