"""The same questions once more, put to a worker in rough arithmetic: bit by bit what the suites asked, in their order.

What stays over there has numbers of its own, which may be others the second time: each answer is laid beside the
exact one, and where that held a number, the new one stands for it from then on.

    [Question] + a line to a rough worker  →  Replay: an answer to each, or NONE
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from grader.errors import Forbidden, StudentError, WorkerFailure, WorkerTimeout
from grader.policy.transcript import Line, Question
from grader.worker.protocol import Ref, plain

NONE = object()  # no answer
PATIENCE = 20.0  # seconds for an answer: each operation takes several times as long
Floors = Sequence[float]


@dataclass(slots=True)
class Replay:
    """What came of one transcript."""

    answers: list[Any] = field(default_factory=list)
    raised: set[str] = field(default_factory=set)  # places that raised here alone: "framework/linear.py:31"
    counts: dict[str, dict[str, int]] = field(default_factory=dict)  # quantity → operations of its first answer
    end: str = ""  # how the worker ended, if it did
    late: bool = False
    seen: set[str] = field(default_factory=set)  # what of the rule the log has met: "complex", "autograd", the engine


def replay(questions: Sequence[Question], open_line: Callable[[], Line], floors: Floors, wanted: set[str]) -> Replay:
    """Ask them all; `floors` is how large an error of a tiny value is in each.

    The operations are counted that the first answer took for each of the `wanted` quantities.
    """
    found = Replay()
    if not questions:
        return found
    try:
        line = open_line()
        try:
            _Asking(line, floors, wanted, found).all(questions)
        finally:
            line.close()
    except StudentError as error:
        found.raised.add(error.where)
    except WorkerFailure as failure:
        found.end, found.late = failure.cause, isinstance(failure, WorkerTimeout)
        found.seen |= {failure.rule} if isinstance(failure, Forbidden) else set()
    found.answers += [NONE] * (len(questions) - len(found.answers))
    return found


class _Asking:
    """One worker, asked one question after the other."""

    def __init__(self, line: Line, floors: Floors, wanted: set[str], found: Replay) -> None:
        self._line, self._floors, self._wanted, self._found = line, floors, wanted, found
        self._numbers: dict[int, Ref] = {}
        self._floor = 0.0

    def all(self, questions: Sequence[Question]) -> None:
        """One answer for each question, as far as the worker lives."""
        for question, floor in zip(questions, self._floors, strict=True):
            if floor != self._floor:
                self._line.ask("floor", floor)
                self._floor = floor
            self._found.answers.append(self._counted(question))
        self._seen()

    def _counted(self, question: Question) -> Any:
        """The answer; what it took is kept, if nobody has asked for such a quantity yet."""
        new = (question.quantities & self._wanted) - self._found.counts.keys()
        before = self._seen() if new and question.verb == "invoke" else None
        answer = self._answer(question)
        if before is not None:
            counts = self._seen()
            took = {name: many - before.get(name, 0) for name, many in counts.items() if many > before.get(name, 0)}
            self._found.counts.update(dict.fromkeys(new, took))
        return answer

    def _answer(self, question: Question) -> Any:
        try:
            arguments = plain(question.arguments, self._there)
            answer = self._line.ask(question.verb, *arguments, seconds=PATIENCE)
        except StudentError as error:
            if not question.raised:
                self._found.raised.add(error.where)
            return NONE
        except KeyError:  # about an object that never came
            return NONE
        self._pair(question.answer, answer)
        return answer

    def _there(self, leaf: Any) -> Any:
        return self._numbers[leaf.id] if type(leaf) is Ref else leaf

    def _pair(self, exact: Any, rough: Any) -> None:
        """Which number over there stands for which one in the exact worker."""
        if type(exact) is type(rough) is Ref:
            self._numbers[exact.id] = rough
        elif type(exact) is type(rough) and isinstance(exact, list | tuple):
            for one, other in zip(exact, rough, strict=False):
                self._pair(one, other)
        elif type(exact) is type(rough) is dict:
            for key in exact.keys() & rough.keys():
                self._pair(exact[key], rough[key])

    def _seen(self) -> dict[str, int]:
        """The operations so far; a hostile worker's answer is none."""
        match self._line.ask("seen"):
            case (dict(counts), bool(complexes), bool(gradients)):
                self._found.seen |= {*(("complex",) * complexes), *(("autograd",) * gradients)}
                return {str(name): many for name, many in counts.items() if type(many) is int}
        return {}
