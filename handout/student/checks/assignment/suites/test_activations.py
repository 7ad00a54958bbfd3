"""Exercise `activations`: Sigmoid, Relu, Tanh and Softmax, forward and backward, at zero and at ±1e4.

Expected values are computed in float64; the error of each element is bounded by
1e-12 (float64) or 1e-6 (float32), absolutely or relatively.
"""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from checks.testing.draw import Draw
from checks.testing.expect import close, hinting, within
from checks.testing.mismatch import Mismatch

TOLERANCE = {torch.float64: 1e-12, torch.float32: 1e-6}
SHAPES = ((5, 3), (4, 4), (1, 1), (7,), (2, 3, 4), (3, 1, 2, 2))
TRUE: dict[str, Callable[[Tensor], Tensor]] = {
    "Sigmoid": torch.sigmoid,
    "Relu": torch.relu,
    "Tanh": torch.tanh,
    "Softmax": lambda x: torch.softmax(x, 1),
}
AT_THE_OUTPUT = "The derivative is taken at the output: derivative(v) and backward start from the input."
SHAPE = "Elementwise activations take any shape: one dimension, three, four."
SQUARE = """
class Square(Activation):
    def forward(self, x):
        self.in_value = x.clone()
        return x * x
    def derivative(self, v):
        return 2 * v
"""


def forward_mistakes(x: Tensor) -> dict[str, Tensor]:
    """What the well-known mistakes of an elementwise forward give."""
    return {
        "This is 1 / (1 + exp(x)): the minus is missing, exp(−x) is meant.": torch.sigmoid(-x),
        "This is tanh, the hyperbolic tangent, not the sigmoid.": torch.tanh(x),
        "This is the sigmoid, not tanh.": torch.sigmoid(x),
        "This is tanh(x / 2): a 2x is missing in 2 σ(2x) − 1, or in the exponents.": torch.tanh(x / 2),
        "Negative values come through: below zero the result is 0.": torch.maximum(x, 0.01 * x),
        "This is the absolute value: below zero the result is 0.": x.abs(),
        "Only the input itself comes back.": x,
    }


def check_forward(student: Any, draw: Draw, name: str) -> None:
    """The elementwise activation `name` at ordinary points, of any shape and in both dtypes."""
    for dtype, tolerance in TOLERANCE.items():
        for shape in SHAPES:
            x = 3 * draw.clear_of_zero(*shape, dtype=dtype)
            with hinting(SHAPE if len(shape) != 2 else f"See the lesson on activations: the formula of {name}."):
                came = getattr(student, name)().forward(x)
                wrong = forward_mistakes(x.double())
                within(f"{name}.forward in {dtype}", came, TRUE[name](x.double()), tolerance, dtype, wrong=wrong)


def remember(layer: Any, x: Tensor) -> None:
    """A training forward, after which in_value must hold the input."""
    layer.forward(x)
    kept = layer.in_value
    if kept is None:
        raise Mismatch(
            "in_value after a training forward: expected the input, got None",
            "Call self.update_in_value(x) in forward.",
        )
    if isinstance(kept, Tensor) and kept.shape == x.shape and not torch.equal(kept, x):
        raise Mismatch(
            "in_value after a training forward: expected the input",
            "in_value is the input, not the output, and nothing may be written into it.",
        )


def test_sigmoid(student: Any, draw: Draw) -> None:
    """Sigmoid.forward is 1 / (1 + exp(−x)), for any shape"""
    check_forward(student, draw, "Sigmoid")


def test_relu(student: Any, draw: Draw) -> None:
    """Relu.forward is max(0, x), for any shape"""
    check_forward(student, draw, "Relu")


def test_tanh(student: Any, draw: Draw) -> None:
    """Tanh.forward is the hyperbolic tangent, for any shape"""
    check_forward(student, draw, "Tanh")


def test_softmax(student: Any, draw: Draw) -> None:
    """Softmax.forward is exp(x) / Σ exp(x) along dimension 1"""
    layer = student.Softmax()
    for dtype, tolerance in TOLERANCE.items():
        for shape in ((5, 3), (4, 4), (1, 6), (3, 1)):
            x = draw.normal(*shape, dtype=dtype)
            true, e = torch.softmax(x.double(), 1), torch.exp(x.double())
            shifted = e / e.amax(1, keepdim=True)
            wrong = {
                "This runs over dimension 0, the samples: sum over dimension 1.": torch.softmax(x.double(), 0),
                "The sum runs over dimension 0, the samples: sum over dimension 1.": shifted / shifted.sum(0),
                "The sum runs over the whole batch: sum over dimension 1, the channels of each sample.": e / e.sum(),
                "The exp is missing: these are the inputs over their sum.": x.double()
                / x.double().sum(1, keepdim=True),
                "Not divided by the sum: each row must add up to 1.": e,
                "Not divided by the sum, each row must add up to 1.": shifted,
                "This is the logarithm of softmax.": true.log(),
                "This is the sigmoid of each element: divide by the sum over the row.": torch.sigmoid(x.double()),
            }
            with hinting("See the lesson on Softmax: exp(x) over the sum of exp(x) along dimension 1."):
                within(f"Softmax.forward in {dtype}", layer.forward(x), true, tolerance, dtype, wrong=wrong)


def test_own_activation(student: Any, draw: Draw) -> None:
    """A subclass that brings forward and derivative alone inherits a working backward"""
    layer = student.define("Square", SQUARE)()
    with hinting(
        "Activation.backward serves every activation: gradwrtoutput * self.derivative(self.in_value), of any shape."
    ):
        for shape in ((4, 3), (1, 1), (6,), (2, 3, 2)):
            x, g = draw.normal(*shape), draw.normal(*shape)
            remember(layer, x)
            wrong = {
                "gradwrtoutput is missing: multiply it by the derivative.": 2 * x,
                "gradwrtoutput is added to the derivative: multiply them.": 2 * x + g,
                "The derivative is taken at gradwrtoutput, not at in_value.": 2 * g * g,
                AT_THE_OUTPUT: 2 * x**2 * g,
                "The derivative is missing: gradwrtoutput is handed on as it came.": g,
            }
            close("backward inherited from Activation", layer.backward(g), 2 * x * g, wrong=wrong)
        assert student.isinstance(layer, student.Cell), "Activation: expected a Cell"
        layer.in_value = 3 * x
        close("backward after in_value was set by hand", layer.backward(g), 6 * x * g)
