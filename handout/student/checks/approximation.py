"""Approximated derivatives: found by what errors do to them, since values cannot tell a good one from the truth.

Each derivative that the assignment asks for is computed twice in a worker that does nothing else: as it is, and in
arithmetic with seven digits (worker/rough.py). A formula passes the errors on, a few times as large; a difference of
nearby values over a small step magnifies them, by 1 over the step. How much is all that counts here: whether the
derivative is right, the suites say. Whoever raises, or answers with no tensor, is judged by the suites alone.

    Watch.verdict("Sigmoid.derivative")   why it earns nothing, or ""
    Watch.breaches()                      what the log of operations saw of autograd and complex numbers
"""

import contextlib
import statistics
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor

from checks.draw import Draw, put
from checks.errors import EngineCalled, StudentError, WorkerFailure, WorkerTimeout
from checks.worker.rough import ERROR

ENGINE = "engine-called"  # the rule's name where a worker's wall, not the screen, saw the breach
ROUNDS = 2  # each derivative is asked for with so many draws
MOST = 6.0  # times: formulas come to 3, differences to 10 and more (tests/grader/test_approximation.py)
MANY = 1_000_000  # nobody needs the number beyond
EACH = ("Linear", "MSELoss")  # judged element by element; where terms cancel each other, the whole tensor is judged
Named = Iterator[tuple[str, Any]]  # a derivative and what came
Probe = Callable[[Any, Draw], Named]
Answers = list[tuple[str, Any]]

DOUBLING = """
class Doubling(Module):
    def forward(self, x):
        self.x = x
        return x * x
    def backward(self, g):
        return 2 * self.x * g
    def param(self):
        return []
    def gradwrtparam(self):
        return []
    def to_string(self):
        return "Doubling"
"""


class Approximated(AssertionError):
    """A test aims at a derivative that was approximated."""

    hint = "Write the formula of the derivative: an approximation by nearby values earns nothing."


def activation(name: str) -> Probe:
    """The two ways to ask an activation for its derivative."""

    def probe(student: Any, draw: Draw) -> Named:
        x, g, layer = draw.uniform(-1.2, 1.2, 6, 5), draw.normal(6, 5), getattr(student, name)()
        layer.forward(x)
        yield f"{name}.derivative", layer.derivative(x)
        yield f"{name}.backward", layer.backward(g)

    return probe


def linear(student: Any, draw: Draw) -> Named:
    """The three gradients; no term cancels another, and no step suits values of such different sizes."""
    x, w, b, g = (draw.scales(*shape) for shape in ((5, 4), (3, 4), (3,), (5, 3)))
    with student.default_dtype(torch.float64):
        layer = student.Linear(4, 3)
    put(layer, w, b)
    layer.forward(x)
    yield "Linear.backward", layer.backward(g)
    yield "Linear.dw", layer.dw
    yield "Linear.db", layer.db


def sequential(student: Any, draw: Draw) -> Named:
    """The way back through two layers of the grader's own."""
    layer = student.define("Doubling", DOUBLING)
    model = student.Sequential(layer(), layer())
    model.forward(draw.clear_of_zero(6, 5))
    yield "Sequential.backward", model.backward(draw.normal(6, 5))


def squared(student: Any, draw: Draw) -> Named:
    """MSELoss is a parabola, on which a central difference of any step is exact: but not at every size."""
    prediction = draw.scales(6, 5)
    yield "MSELoss.backward", student.MSELoss().backward(prediction, prediction * draw.uniform(-1, 0.5, 6, 5))


def crossed(student: Any, draw: Draw) -> Named:
    """CrossEntropyLoss with both kinds of targets."""
    x, classes, rows = draw.normal(6, 5), draw.classes(5, 6), draw.uniform(0.1, 1, 6, 5)
    for target in (classes, rows / rows.sum(1, keepdim=True)):
        yield "CrossEntropyLoss.backward", student.CrossEntropyLoss().backward(x, target)


PROBES: dict[str, Probe] = {
    **{name: activation(name) for name in ("Sigmoid", "Relu", "Tanh", "Softmax")},
    "Linear": linear,
    "Sequential": sequential,
    "MSELoss": squared,
    "CrossEntropyLoss": crossed,
}


class Watch:
    """One submission, looked at once; `open_student` starts a worker for it."""

    def __init__(self, open_student: Callable[[], Any], seed: int) -> None:
        self._open, self._seeds = open_student, [seed + k for k in range(ROUNDS)]
        self._factors: dict[str, float] | None = None
        self._breaches: dict[tuple[str, str], str] = {}  # rule and probe → sentence
        self._asking = ""  # the probe that runs

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

    def breaches(self) -> list[tuple[str, str]]:
        """What was seen of autograd and complex numbers, if anybody asked for a derivative: rule and sentence."""
        return [(rule, sentence) for (rule, _), sentence in self._breaches.items()]

    def factors(self) -> dict[str, float]:
        """Derivative → how much larger than itself an error comes out, for all that could be asked."""
        if self._factors is None:
            self._factors, left = {}, dict(PROBES)
            while not self._looked(left) and self._asking:
                del left[self._asking]
        return self._factors

    def _looked(self, probes: dict[str, Probe]) -> bool:
        """Whether a worker lived to answer all `probes`; if not so, `_asking` names the one that it died of."""
        self._asking = ""
        try:
            with contextlib.closing(self._open()) as student:
                exact = {name: self._ask(student, name) for name in probes}
                self._asking = ""
                student.rough()
                rough = {name: self._ask(student, name) for name in probes}
        except WorkerTimeout:
            self._asking = ""
        except EngineCalled:
            self._note(ENGINE, "called the differentiation engine")
            return False
        except (StudentError, WorkerFailure):
            return False
        else:
            self._factors = {}
            for what, factor in (pair for name in probes for pair in magnified(exact[name], rough[name])):
                self._factors[what] = max(factor, self._factors.get(what, 0.0))
        return True

    def _ask(self, student: Any, name: str) -> list[Answers]:
        """The answers of one probe, a list for each seed; notes what the log sees meanwhile."""
        self._asking = name
        found = [answers(student, PROBES[name], seed) for seed in self._seeds]
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


def magnified(exact: list[Answers], rough: list[Answers]) -> Iterator[tuple[str, float]]:
    """For each derivative of one probe the factor, the mean over the seeds."""
    for answers in zip(*exact, *rough, strict=False):
        name, half = answers[0][0], len(exact)
        pairs = zip(answers[:half], answers[half:], strict=True)
        yield name, statistics.fmean(times(name, one[1], other[1]) for one, other in pairs)


def times(name: str, exact: object, rough: object) -> float:
    """The error that came out, as a multiple of the tensor and of one operation's error; 0 if nobody can say."""
    if not (isinstance(exact, Tensor) and isinstance(rough, Tensor)) or exact.shape != rough.shape:
        return 0.0
    if not {exact.dtype, rough.dtype} <= {torch.float32, torch.float64}:
        return 0.0
    there = exact.double()[exact != 0]
    error = rough.double()[exact != 0] - there
    share = (error / there).square().mean().sqrt() if name.startswith(EACH) else error.norm() / there.norm()
    factor = share.item() / ERROR
    return factor if factor < float("inf") else 0.0
