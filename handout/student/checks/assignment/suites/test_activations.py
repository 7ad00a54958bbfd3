"""Exercise `activations`: Sigmoid, Relu, Tanh and Softmax, forward and backward, at zero and at ±1e4.

Expected values are computed in float64; the error of each element is bounded by
1e-12 (float64) or 1e-6 (float32), absolutely or relatively.
"""

import math
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor

from checks.testing.draw import Draw
from checks.testing.expect import close, equal, gradient, hinting, within
from checks.testing.mismatch import Mismatch
from checks.reference.oracle import vjp

TOLERANCE = {torch.float64: 1e-12, torch.float32: 1e-6}
SHAPES = ((5, 3), (4, 4), (1, 1), (7,), (2, 3, 4), (3, 1, 2, 2))
TRUE: dict[str, Callable[[Tensor], Tensor]] = {
    "Sigmoid": torch.sigmoid,
    "Relu": torch.relu,
    "Tanh": torch.tanh,
    "Softmax": lambda x: torch.softmax(x, 1),
}
AT_THE_OUTPUT = "The derivative is taken at the output: derivative(v) and backward start from the input."
CHANGED = "What the caller passed in was changed: compute out of place, without clamp_, mul_ or masks written into x."
ONE_EACH = "derivative(v) is a batch of Jacobians: a full matrix (C, C) for each sample."
SOFTMAX = "See the lesson on Softmax: exp(x) over the sum of exp(x) along dimension 1."
VECTOR_JACOBIAN = "See the lesson on Softmax: backward is gᵀ times the Jacobian, s (g − Σ g s)."
SHAPE = "Elementwise activations take any shape: one dimension, three, four."
LN2, LN3 = math.log(2), math.log(3)
BY_HAND: dict[str, dict[str, list[list[float]]]] = {
    "Sigmoid": {
        "x": [[0, LN3], [-LN3, 0]],
        "forward": [[1 / 2, 3 / 4], [1 / 4, 1 / 2]],
        "derivative": [[1 / 4, 3 / 16], [3 / 16, 1 / 4]],
        "g": [[4, -16], [32, 8]],
        "backward": [[1, -3], [6, 2]],
    },
    "Relu": {
        "x": [[2, -3], [-1, 0.5]],
        "forward": [[2, 0], [0, 0.5]],
        "derivative": [[1, 0], [0, 1]],
        "g": [[5, 4], [3, -2]],
        "backward": [[5, 0], [0, -2]],
    },
    "Tanh": {
        "x": [[0, LN3 / 2], [-LN3 / 2, LN2]],
        "forward": [[0, 1 / 2], [-1 / 2, 3 / 5]],
        "derivative": [[1, 3 / 4], [3 / 4, 16 / 25]],
        "g": [[3, -4], [8, 25]],
        "backward": [[3, -3], [6, 16]],
    },
    "Softmax": {
        "x": [[0, LN2, 0], [LN2, 0, 0]],
        "forward": [[1 / 4, 1 / 2, 1 / 4], [1 / 2, 1 / 4, 1 / 4]],
        "g": [[4, 0, 8], [0, 4, 0]],
        "backward": [[1 / 4, -3 / 2, 5 / 4], [-1 / 2, 3 / 4, -1 / 4]],
    },
}
JACOBIANS = [
    [[3 / 16, -1 / 8, -1 / 16], [-1 / 8, 1 / 4, -1 / 8], [-1 / 16, -1 / 8, 3 / 16]],
    [[1 / 4, -1 / 8, -1 / 8], [-1 / 8, 3 / 16, -1 / 16], [-1 / 8, -1 / 16, 3 / 16]],
]
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


def slope_mistakes(name: str, v: Tensor, g: Tensor) -> dict[str, Tensor]:
    """What the well-known mistakes of derivative (g of ones) and backward give."""
    f, y = TRUE[name], TRUE[name](v)

    def slope(at: Tensor) -> Tensor:
        return vjp(f, [at], torch.ones_like(at))[0]

    tables = {
        "Sigmoid": {
            AT_THE_OUTPUT: g * v * (1 - v),
            "The derivative is σ (1 − σ): the sign of the bracket is the other way round.": -g * slope(v),
        },
        "Tanh": {
            AT_THE_OUTPUT: g * (1 - v**2),
            "The square is missing: 1 − tanh².": g * (1 - y),
            "“1 −” is missing: 1 − tanh².": g * y**2,
        },
        "Relu": {
            "Negative values have the derivative 0, not −1.": g * v.sign(),
            "Negative values have the derivative 0.": g * torch.where(v > 0, 1.0, 0.01),
        },
    }
    general = {
        "This is the function itself; its derivative is meant.": g * y,
        "The derivative is missing: gradwrtoutput is handed on as it came.": g,
        "gradwrtoutput is missing: multiply it by the derivative.": slope(v),
        "gradwrtoutput is added to the derivative: multiply them.": g + slope(v),
        "The derivative is taken at gradwrtoutput, not at in_value.": g * slope(g),
        AT_THE_OUTPUT + " ": g * slope(y),
    }
    ones = bool((g == 1).all())
    return tables[name] | ({k: v for k, v in general.items() if "gradwrtoutput" not in k} if ones else general)


def wrong_softmaxes(x: Tensor) -> dict[str, Tensor]:
    """What the well-known mistakes of Softmax.forward give."""
    e = torch.exp(x)
    shifted = e / e.amax(1, keepdim=True)
    return {
        "This runs over dimension 0, the samples: sum over dimension 1.": torch.softmax(x, 0),
        "The sum runs over dimension 0, the samples: sum over dimension 1.": shifted / shifted.sum(0),
        "The sum runs over the whole batch: sum over dimension 1, the channels of each sample.": e / e.sum(),
        "The exp is missing: these are the inputs over their sum.": x / x.sum(1, keepdim=True),
        "Not divided by the sum: each row must add up to 1.": e,
        "Not divided by the sum, each row must add up to 1.": shifted,
        "This is the logarithm of softmax.": torch.log_softmax(x, 1),
        "This is the sigmoid of each element: divide by the sum over the row.": torch.sigmoid(x),
    }


def softmax_mistakes(x: Tensor, g: Tensor) -> dict[str, Tensor]:
    """What the well-known mistakes of Softmax.backward give."""
    s = torch.softmax(x, 1)
    return {
        "Only the diagonal of the Jacobian is used: each output of a row depends on all its inputs.": g * s * (1 - s),
        "The term Σ g s is missing: s (g − Σ g s).": g * s,
        "The bracket is g − Σ g s, a difference, not a sum.": s * (g + (g * s).sum(1, keepdim=True)),
        "Σ g s runs over the samples: sum over dimension 1.": s * (g - (g * s).sum(0)),
        "Σ g s is a sum over the row, not the mean.": s * (g - (g * s).mean(1, keepdim=True)),
        "gradwrtoutput is handed on as it came.": g,
    }


def jacobian_mistakes(x: Tensor, expected: Tensor) -> dict[str, Tensor]:
    """What the well-known mistakes of Softmax.derivative give."""
    s = torch.softmax(x, 1)
    return {
        ONE_EACH: s * (1 - s),
        "One matrix for the whole batch: the batch of Jacobians has one for each sample.": expected.sum(0),
        "The diagonal term is missing: sᵢ δᵢⱼ − sᵢ sⱼ.": -s[:, :, None] * s[:, None, :],
        "Only the diagonal of the Jacobian: each output depends on every input of its row.": torch.diag_embed(
            s * (1 - s)
        ),
    }


def check_forward(student: Any, draw: Draw, name: str) -> None:
    """The elementwise activation `name` by hand, and at ordinary points, of any shape and in both dtypes."""
    x, y = by_hand(name, "x", "forward")
    with hinting(f"See the lesson on activations: the formula of {name}."):
        came = getattr(student, name)().forward(x)
        within(f"{name}.forward", came, y, TOLERANCE[x.dtype], x.dtype, wrong=forward_mistakes(x))
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


@pytest.mark.parametrize("name", TRUE)
def test_backward_example(student: Any, name: str) -> None:
    """Derivative and backward, worked out by hand; neither the input nor gradwrtoutput changes"""
    layer, (x, g, dx) = getattr(student, name)(), by_hand(name, "x", "g", "backward")
    given, gradwrtoutput = student.keep(x.clone()), student.keep(g.clone())
    layer.forward(given)
    with hinting(CHANGED):
        equal(f"{name}: the input after forward", student.read(given), x)
    if name == "Softmax":
        jacobian = torch.tensor(JACOBIANS, dtype=torch.float64)
        with hinting(ONE_EACH):
            close(f"{name}.derivative", layer.derivative(x), jacobian, wrong=jacobian_mistakes(x, jacobian))
    else:
        check_derivative(name, layer, x, *by_hand(name, "derivative"))
        layer.forward(given)  # once more: it may have been asked for its slopes
    for who in ("backward", "backward called again"):
        check_backward(f"{name}.{who}", name, layer, x, gradwrtoutput, g, dx)
        layer.in_value = x  # as it was, where forward had to be asked for its slopes
    with hinting(CHANGED):
        equal(f"{name}: gradwrtoutput after backward", student.read(gradwrtoutput), g)


@pytest.mark.parametrize("name", TRUE)
def test_gradient_check(student: Any, name: str, draw: Draw) -> None:
    """The way back fits the slopes of forward on random numbers, as layer_error of gradcheck.py finds them"""
    layer, x, g = getattr(student, name)(), 2 * draw.clear_of_zero(4, 3), draw.normal(4, 3)
    remember(layer, x)
    check_backward(f"{name}.backward", name, layer, x, g, g, vjp(TRUE[name], [x], g)[0])
    if name != "Softmax":
        check_derivative(name, layer, x, vjp(TRUE[name], [x], torch.ones_like(x))[0])
        x, g = 2 * draw.clear_of_zero(2, 3, 2), draw.normal(2, 3, 2)
        with hinting(SHAPE, first=True):
            remember(layer, x)
            check_backward(f"{name}.backward", name, layer, x, g, g, vjp(TRUE[name], [x], g)[0])


def check_derivative(name: str, layer: Any, x: Tensor, slopes: Tensor) -> None:
    """The derivative of an elementwise activation at x."""
    wrong, ones, curved = slope_mistakes(name, x, torch.ones_like(x)), torch.ones_like(x), name != "Relu"
    with hinting(lesson_of(name)):
        came = layer.derivative(x)
        gradient(f"{name}.derivative", came, slopes, layer.forward, x, ones, curved=curved, wrong=wrong)


def check_backward(who: str, name: str, layer: Any, x: Tensor, handed: Any, g: Tensor, dx: Tensor) -> None:
    """One backward at x, where g is `handed` over as a tensor or a Handle."""
    soft = name == "Softmax"
    wrong = softmax_mistakes(x, g) if soft else slope_mistakes(name, x, g)
    with hinting(VECTOR_JACOBIAN if soft else lesson_of(name)):
        gradient(who, layer.backward(handed), dx, layer.forward, x, g, curved=name != "Relu", wrong=wrong)


def by_hand(name: str, *keys: str) -> list[Tensor]:
    """What was worked out by hand, in float64."""
    return [torch.tensor(BY_HAND[name][key], dtype=torch.float64) for key in keys]


def lesson_of(name: str) -> str:
    """Where the way back of an elementwise activation is explained."""
    return f"See the lesson on activations: {name}'s derivative, and backward = gradwrtoutput times it."


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
    layer, (example, y) = student.Softmax(), by_hand("Softmax", "x", "forward")
    with hinting(SOFTMAX):
        within("Softmax.forward", layer.forward(example), y, 1e-12, y.dtype, wrong=wrong_softmaxes(example))
    for dtype, tolerance in TOLERANCE.items():
        for shape in ((5, 3), (4, 4), (1, 6), (3, 1)):
            x = draw.normal(*shape, dtype=dtype)
            true, wrong = torch.softmax(x.double(), 1), wrong_softmaxes(x.double())
            with hinting(SOFTMAX):
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
