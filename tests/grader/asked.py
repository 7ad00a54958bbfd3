"""The derivatives that the assignment asks for, asked for one after the other, without a suite.

A probe takes a student and a draw, and yields each derivative by name as it comes: ("Linear.dw", tensor).
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import torch

from grader.testing.draw import Draw, put

Named = Iterator[tuple[str, Any]]  # a derivative and what came
Probe = Callable[[Any, Draw], Named]

SQUARING = """
class Squaring(Module):
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
        return "Squaring"
"""


def activation(name: str) -> Probe:
    """The two ways to ask an activation for its derivative."""

    def probe(student: Any, draw: Draw) -> Named:
        x, g, layer = draw.uniform(-1.2, 1.2, 6, 5), draw.normal(6, 5), getattr(student, name)()
        layer.forward(x)
        with suppress(Exception):  # the one may be missing, and the other there
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
    layer = student.define("Squaring", SQUARING)
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
