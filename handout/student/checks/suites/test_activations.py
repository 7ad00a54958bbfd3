"""Exercise `activations`: Sigmoid, Relu, Tanh and Softmax, forward and backward, at zero and at ±1e4.

Expected values are computed in float64; the contract bounds the error of each element by
1e-12 (float64) or 1e-6 (float32), absolutely or relatively.
"""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from checks.draw import Draw
from checks.expect import close, within

TOLERANCE = {torch.float64: 1e-12, torch.float32: 1e-6}
SHAPES = ((5, 3), (4, 4), (1, 1), (7,), (2, 3, 4), (3, 1, 2, 2))
TRUE: dict[str, Callable[[Tensor], Tensor]] = {
    "Sigmoid": torch.sigmoid,
    "Relu": torch.relu,
    "Tanh": torch.tanh,
    "Softmax": lambda x: torch.softmax(x, 1),
}
SQUARE = """
class Square(Activation):
    def forward(self, x):
        self.update_in_value(x)
        return x * x
    def derivative(self, v):
        return 2 * v
"""


def check_forward(student: Any, draw: Draw, name: str) -> None:
    """The elementwise activation `name` at ordinary points, of any shape and in both dtypes."""
    for dtype, tolerance in TOLERANCE.items():
        for shape in SHAPES:
            x = 3 * draw.clear_of_zero(*shape, dtype=dtype)
            within(
                f"{name}.forward in {dtype}",
                getattr(student, name)().forward(x),
                TRUE[name](x.double()),
                tolerance,
                dtype,
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
            came = layer.forward(x)
            within(f"Softmax.forward in {dtype}", came, torch.softmax(x.double(), 1), tolerance, dtype)


def test_own_activation(student: Any, draw: Draw) -> None:
    """A subclass that brings forward and derivative alone inherits a working backward"""
    layer = student.define("Square", SQUARE)()
    for shape in ((4, 3), (1, 1), (6,), (2, 3, 2)):
        x, g = draw.normal(*shape), draw.normal(*shape)
        layer.forward(x)
        close("backward inherited from Activation", layer.backward(g), 2 * x * g)
    assert student.isinstance(layer, student.Cell), "Activation: expected a Cell"
    layer.in_value = 3 * x
    close("backward after in_value was set by hand", layer.backward(g), 6 * x * g)
