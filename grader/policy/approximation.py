"""Approximated derivatives: found by what errors do to them, since values cannot tell a good one from the truth.

Each derivative that the assignment asks for is computed twice, in workers that do nothing else: as it is, and in
arithmetic with seven digits (worker/rough.py). A formula passes the errors on, a few times as large; a difference of
nearby values over a small step magnifies them, by 1 over the step. How much is all that counts here: whether the
derivative is right, the suites say. Whoever answers exactly has to answer roughly, too.

    ApproximationCheck.verdict("Sigmoid.derivative")   why it earns nothing, or ""
    ApproximationCheck.silence("Sigmoid.derivative")   why a test of it that passed earns nothing, or ""
    ApproximationCheck.breaches()                      what the log of operations saw of autograd and complex numbers
"""

import contextlib
import math
import statistics
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeGuard

import torch
from torch import Tensor

from grader.errors import Forbidden, StudentError, WorkerCrashed, WorkerFailure, WorkerTimeout
from grader.testing.draw import Draw
from grader.worker.protocol import ERROR

ROUNDS = 2  # each derivative is asked for with so many draws
MOST = 6.0  # times: formulas come to 3, differences to 9 and more (tests/grader/test_approximation.py)
MANY = 1_000_000  # nobody needs the number beyond
Answers = list[tuple[str, Any]]
Probe = Callable[[Any, Draw], Iterator[tuple[str, Any]]]  # a student and a draw → each derivative by name as it comes


class ApproximationCheck:
    """One submission, looked at once by the `probes`; `open_student` starts a worker for it, a rough one or not."""

    def __init__(
        self, open_student: Callable[[bool], Any], probes: Mapping[str, Probe], seed: int, each: tuple[str, ...] = ()
    ) -> None:
        self._open, self._probes, self._each = open_student, probes, each
        self._seeds = [seed + k for k in range(ROUNDS)]
        self._factors: dict[str, float] | None = None
        self._breaches: dict[tuple[str, str], str] = {}  # rule and probe → sentence
        self._answered: set[str] = set()  # derivatives that came in exact arithmetic
        self._asking = ""  # the probe that runs
        self._end = ""  # how a worker ended, if one did

    def verdict(self, name: str) -> str:
        """Why the derivative `name` is an approximation, in words; empty if it is none, or nobody can say."""
        factor = self.factors().get(name, 0.0)
        if factor <= MOST:
            return ""
        times = f"{factor:,.0f}" if factor < MANY else f"more than {MANY:,}"
        return (
            f"{name}: an error of {ERROR:.0e} in each operation came out {times} times as large. That happens "
            "where nearby values are subtracted and divided by a small step: an approximated derivative earns nothing"
        )

    def silence(self, name: str) -> str:
        """Why nobody believes a right answer for `name`, in words; empty if it was looked at, or raises anyway."""
        if name in self.factors() or name not in self._answered:
            return ""
        end = f" ({self._end})" if self._end else ""
        return (
            f"{name}: right in this test, yet without an answer when it is asked in arithmetic with seven digits{end}"
        )

    def breaches(self) -> list[tuple[str, str]]:
        """What was seen of autograd and complex numbers, if anybody asked for a derivative: rule and sentence."""
        return [(rule, sentence) for (rule, _), sentence in self._breaches.items()]

    def factors(self) -> dict[str, float]:
        """Derivative → how much larger than itself an error comes out, for all that could be asked."""
        if self._factors is None:
            self._factors, left = {}, dict(self._probes)
            while left and not self._looked(left) and self._asking:
                del left[self._asking]
        return self._factors

    def _looked(self, probes: dict[str, Probe]) -> bool:
        """Whether a worker lived to answer all `probes`; if not so, `_asking` names the one that it died of."""
        found: list[dict[str, list[Answers]]] = []
        try:
            for rough in (False, True):
                self._asking = ""
                with contextlib.closing(self._open(rough)) as student:
                    found.append({name: self._ask(student, name) for name in probes})
                came = (answer for each in found[0].values() for answers in each for answer in answers)
                self._answered |= {name for name, value in came if judged(value) and value.any()}
        except Forbidden as met:
            self._note(met.rule, met.words)
            return False
        except (StudentError, WorkerFailure) as error:
            self._end = error.cause if isinstance(error, WorkerCrashed | WorkerTimeout) else ""
            if not self._asking:  # it cannot even be imported, perhaps for a check of its own: nobody can say
                self._answered.clear()
            return False
        else:
            self._factors = {}
            exact, inexact = found
            for what, factor in (pair for n in probes for pair in magnified(exact[n], inexact[n], self._each)):
                if factor < math.inf:
                    self._factors[what] = max(factor, self._factors.get(what, 0.0))
        return True

    def _ask(self, student: Any, name: str) -> list[Answers]:
        """The answers of one probe, a list for each seed; notes what the log sees meanwhile."""
        self._asking = name
        found = [answers(student, self._probes[name], seed) for seed in self._seeds]
        try:
            seen = student.seen()
        except TypeError:  # a hostile worker's answer
            return found
        for rule, what, present in (
            ("complex", "computed with complex numbers", seen.complex),
            ("autograd", "made a tensor that asks for gradients", seen.requires_grad),
        ):
            if present and not any(rule == known for known, _ in self._breaches):  # the log is one for all probes
                self._note(rule, what)
        return found

    def _note(self, rule: str, what: str) -> None:
        """Keep in words what the probe that runs has brought to light."""
        self._breaches[rule, self._asking] = f"the derivatives of {self._asking}: your code {what}"


def answers(student: Any, probe: Probe, seed: int) -> Answers:
    """What one probe gets, up to where the student's code raises."""
    found: Answers = []
    student.manual_seed(seed % 2**63)
    with contextlib.suppress(Exception):  # whatever is wrong with an answer, the suites say
        for answer in probe(student, Draw(seed)):
            found.append(answer)
    return found


def magnified(exact: list[Answers], rough: list[Answers], each: tuple[str, ...]) -> Iterator[tuple[str, float]]:
    """For each derivative of one probe the factor, the mean over the seeds; those of `each` by their elements."""
    for name in dict.fromkeys(name for answers in exact for name, _ in answers):
        came = [[value for known, value in answers if known == name] for answers in (*exact, *rough)]
        for values in zip(*came, strict=False):
            pairs = zip(values[: len(exact)], values[len(exact) :], strict=True)
            yield name, statistics.fmean(times(one, other, each=name.startswith(each)) for one, other in pairs)


def judged(answer: object) -> TypeGuard[Tensor]:
    """Whether it is a tensor in which errors can be told."""
    return isinstance(answer, Tensor) and answer.dtype in (torch.float32, torch.float64)


def times(exact: object, rough: object, *, each: bool) -> float:
    """The error that came out, as a multiple of the tensor and of one operation's error; NaN if nobody can say."""
    if not (judged(exact) and judged(rough)) or exact.shape != rough.shape:
        return math.nan
    there = exact.double()[exact != 0]
    error = rough.double()[exact != 0] - there
    share = (error / there).square().mean().sqrt() if each else error.norm() / there.norm()
    return share.item() / ERROR
