"""The same questions once more, put to a worker in rough arithmetic: bit by bit what the suites asked, in their order.

What stays over there has numbers of its own, nearly always the same ones: so nobody waits for an answer before the
next question is sent. Each answer is laid beside the exact one; where a number is another one the second time, a new
worker is asked in turns, and where an exact answer held a number, the rough one stands for it from then on.

    [Question] + a line to a rough worker  →  Replay: an answer to each, or NONE
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

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


class Step(NamedTuple):
    """What is asked: a question, or on our own how large errors are from here on, or what the log has seen."""

    verb: str
    arguments: Sequence[Any]
    seconds: float | None
    take: Callable[[Any], object]  # the answer


class Astray(Exception):
    """An object has another number than in the exact worker, and was asked about by that one."""


def replay(questions: Sequence[Question], open_line: Callable[[], Line], floors: Floors, wanted: set[str]) -> Replay:
    """Ask them all; `floors` is how large an error of a tiny value is in each.

    The operations are counted that the first answer took for each of the `wanted` quantities.
    """
    if not questions:
        return Replay()
    try:
        return _replay(_Asking(questions, floors, wanted), open_line, in_turns=False)
    except Astray:
        return _replay(_Asking(questions, floors, wanted), open_line, in_turns=True)


def _replay(asking: "_Asking", open_line: Callable[[], Line], *, in_turns: bool) -> Replay:
    """Ask one worker; in turns, or without waiting."""
    found = asking.found
    try:
        line = open_line()
        try:
            asking.in_turns(line) if in_turns else asking.at_once(line)
        finally:
            line.close()
    except StudentError as error:
        found.raised.add(error.where)
    except WorkerFailure as failure:
        found.end, found.late = failure.cause, isinstance(failure, WorkerTimeout)
        found.seen |= {failure.rule} if isinstance(failure, Forbidden) else set()
    found.answers += [NONE] * (len(asking.questions) - len(found.answers))
    return found


class _Asking:
    """One worker's questions, and what comes of them."""

    def __init__(self, questions: Sequence[Question], floors: Floors, wanted: set[str]) -> None:
        self.questions, self.found = questions, Replay()
        self._floors, self._wanted = floors, wanted
        self._numbers: dict[int, Ref] = {}
        self._before: dict[str, int] = {}  # operations, before the question that they are counted for

    def at_once(self, line: Line) -> None:
        """One answer for each question, as far as the worker lives; raises `Astray`."""
        steps = list(self._steps())
        answers = line.ask_all((step.verb, step.arguments, step.seconds) for step in steps)
        for step in steps:
            plain(step.arguments, self._same)  # whatever a wrong number came to, nobody looks at it
            step.take(next(answers))

    def in_turns(self, line: Line) -> None:
        """The same, by the numbers that this worker told."""
        for step in self._steps():
            try:
                answer = line.ask(step.verb, *plain(step.arguments, self._there), seconds=step.seconds)
            except StudentError as error:
                answer = error
            except KeyError:  # about an object that never came
                answer = NONE
            step.take(answer)

    def _steps(self) -> Iterator[Step]:
        """What is asked, in order; what an answer took is counted, if nobody has asked for such a quantity yet."""
        floor, counted = 0.0, set[str]()
        for question, each in zip(self.questions, self._floors, strict=True):
            if each != floor:
                floor = each
                yield Step("floor", [each], None, self._told)
            new = (question.quantities & self._wanted) - counted if question.verb == "invoke" else frozenset()
            if new:
                counted |= new
                yield Step("seen", [], None, self._note)
            yield Step(question.verb, question.arguments, PATIENCE, partial(self._take, question, final=not new))
            if new:
                yield Step("seen", [], None, partial(self._count, new))
        yield Step("seen", [], None, self._seen)

    def _take(self, question: Question, answer: Any, *, final: bool) -> None:
        """An answer to a question of a suite."""
        if isinstance(answer, StudentError):
            if not question.raised:
                self.found.raised.add(answer.where)
            answer = NONE
        elif answer is not NONE:
            self._pair(question.answer, answer)
        self._answer = answer
        if final:
            self.found.answers.append(answer)

    def _note(self, answer: Any) -> None:
        self._before = self._seen(answer)

    def _count(self, new: frozenset[str], answer: Any) -> None:
        """The operations after the question that they are counted for."""
        counts, before = self._seen(answer), self._before
        took = {name: many - before.get(name, 0) for name, many in counts.items() if many > before.get(name, 0)}
        self.found.counts.update(dict.fromkeys(new, took))
        self.found.answers.append(self._answer)

    def _there(self, leaf: Any) -> Any:
        return self._numbers[leaf.id] if type(leaf) is Ref else leaf

    def _same(self, leaf: Any) -> None:
        """Raise `Astray` for an object that has no number here, or another one."""
        if type(leaf) is Ref and (leaf.id not in self._numbers or self._numbers[leaf.id].id != leaf.id):
            raise Astray

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

    def _told(self, answer: Any) -> None:
        """An answer that says nothing."""
        if isinstance(answer, StudentError):
            raise answer

    def _seen(self, answer: Any) -> dict[str, int]:
        """The operations so far; a hostile worker's answer is none."""
        self._told(answer)
        match answer:
            case (dict(counts), bool(complexes), bool(gradients)):
                self.found.seen |= {*(("complex",) * complexes), *(("autograd",) * gradients)}
                return {str(name): many for name, many in counts.items() if type(many) is int}
        return {}
