"""Exercise `activations`: ReLU and Sigmoid, forward and back."""

from typing import Any

import pytest
import torch
from torch import Tensor

from grader.testing.draw import Draw
from grader.testing.expect import close, equal, gradient, hinting, within
from reference.oracle import vjp

SHAPES = ((5,), (3, 4), (2, 3, 4, 5))
RELU = "See the lesson: ReLU lets through what is positive, forward and back."
SIGMOID = "See the lesson: the derivative of the sigmoid y is y (1 − y), times the gradient that comes in."
FAR = "e¹⁰⁰⁰⁰ is infinite: write the sigmoid so that nothing overflows, or use torch.sigmoid."
KINK = "At x = 0 the derivative of ReLU is taken to be 0: compare with > 0, not ≥ 0."
CHANGED = "What the caller passed in was changed: compute out of place, without mul_, clamp_ or +=."
LATER = "Return a tensor of its own at each call: one that is kept and written again changes later."


def relu_forward(x: Tensor) -> dict[str, Tensor]:
    """What the well-known mistakes of ReLU's forward give."""
    return {
        "Negative values come through: cut them off at 0.": x,
        "Negative values come through with their sign turned: cut them off at 0.": x.abs(),
        "What is negative comes through, and the rest is cut off: it is the other way round.": x.clamp(max=0),
        "That is where x is positive, not x itself.": (x > 0).to(x.dtype),
        "A little of the negative side comes through: cut it off at 0.": torch.where(x > 0, x, 0.01 * x),
        "Large values are cut off: only negative ones are.": x.clamp(0, 1),
    }


def relu_backward(x: Tensor, g: Tensor) -> dict[str, Tensor]:
    """What the well-known mistakes of its backward give."""
    return {
        "The incoming gradient comes through everywhere: only where x was positive.": g,
        "The gradient is cut off by its own sign: what counts is where x was positive.": g.clamp(min=0),
        "The incoming gradient is missing: multiply by it.": (x > 0).to(x.dtype),
        "The incoming gradient is multiplied by x: multiply by 1 or 0.": g * x.clamp(min=0),
        "It comes through where x was negative: it is the other way round.": g * (x < 0),
    }


def sigmoid_forward(x: Tensor) -> dict[str, Tensor]:
    """What the well-known mistakes of Sigmoid's forward give."""
    return {
        "The sign of the exponent is the other way round: 1 / (1 + e⁻ˣ).": torch.sigmoid(-x),
        "That is tanh: the sigmoid is 1 / (1 + e⁻ˣ).": torch.tanh(x),
        "That is the derivative of the sigmoid.": torch.sigmoid(x) * torch.sigmoid(-x),
    }


def sigmoid_backward(x: Tensor, g: Tensor) -> dict[str, Tensor]:
    """What the well-known mistakes of its backward give."""
    y = torch.sigmoid(x)
    return {
        "The incoming gradient is missing: multiply by it.": y * (1 - y),
        "The derivative is y (1 − y) with y the output, not the input.": g * x * (1 - x),
        "The derivative is missing: this is the output times the incoming gradient.": g * y,
        "The derivative is missing: this is the incoming gradient as it came.": g,
        "That is the derivative of tanh, 1 − y²: that of the sigmoid is y (1 − y).": g * (1 - y**2),
        "The output is put through the sigmoid once more: y (1 − y) with y as it is.": g
        * torch.sigmoid(y)
        * (1 - torch.sigmoid(y)),
    }


def test_relu(student: Any, draw: Draw) -> None:
    """ReLU keeps what is positive and cuts off the rest, whatever the shape"""
    for shape in SHAPES:
        x = 2 * draw.clear_of_zero(*shape)
        with hinting(RELU):
            close("ReLU.forward", student.ReLU().forward(x), x.clamp(min=0), wrong=relu_forward(x))


def test_relu_backward(student: Any, draw: Draw) -> None:
    """ReLU lets the gradient through where its input was positive"""
    for shape in SHAPES:
        layer, x, g = student.ReLU(), draw.clear_of_zero(*shape), draw.normal(*shape)
        with hinting(RELU):
            layer.forward(x)
            close("ReLU.backward", layer.backward(g), g * (x > 0), wrong=relu_backward(x, g))


def test_relu_kink(student: Any, draw: Draw) -> None:
    """At 0 the derivative of ReLU is 0"""
    layer, x, g = student.ReLU(), draw.clear_of_zero(4, 6), draw.clear_of_zero(4, 6)
    x[:, ::2] = 0.0
    with hinting(KINK):
        equal("ReLU.forward at 0", layer.forward(x), x.clamp(min=0), wrong=relu_forward(x))
        wrong = {KINK: g * (x >= 0), **relu_backward(x, g)}
        close("ReLU.backward at 0", layer.backward(g), g * (x > 0), wrong=wrong)


def test_sigmoid(student: Any, draw: Draw) -> None:
    """Sigmoid is 1 / (1 + e⁻ˣ), whatever the shape"""
    for shape in SHAPES:
        x = 3 * draw.normal(*shape)
        with hinting("See the lesson: 1 / (1 + e⁻ˣ)."):
            close("Sigmoid.forward", student.Sigmoid().forward(x), torch.sigmoid(x), wrong=sigmoid_forward(x))


def test_sigmoid_backward(student: Any, draw: Draw) -> None:
    """Sigmoid multiplies the gradient by y (1 − y)"""
    for shape in SHAPES:
        layer, x, g = student.Sigmoid(), 2 * draw.normal(*shape), draw.normal(*shape)
        with hinting(SIGMOID):
            layer.forward(x)
            expected = vjp(torch.sigmoid, [x], g)[0]
            wrong = sigmoid_backward(x, g)
            gradient("Sigmoid.backward", layer.backward(g), expected, layer.forward, x, g, wrong=wrong)


def test_sigmoid_far(student: Any, draw: Draw) -> None:
    """Sigmoid and its gradient stay finite at ±10,000, in float32 too"""
    for dtype, tolerance in ((torch.float64, 1e-12), (torch.float32, 1e-6)):
        x = torch.tensor([[-1e4, -800.0, -90.0], [90.0, 800.0, 1e4]], dtype=dtype)
        g, layer = draw.normal(2, 3, dtype=dtype), student.Sigmoid()
        with hinting(FAR, first=True):
            came, y = layer.forward(x), torch.sigmoid(x.double())
            assert isinstance(came, Tensor) and came.isfinite().all(), (
                "Sigmoid.forward far out: expected finite numbers"
            )
            within("Sigmoid.forward far out", came, y, tolerance, dtype)
            within("Sigmoid.backward far out", layer.backward(g), g.double() * y * (1 - y), tolerance, dtype)


@pytest.mark.parametrize("name", ["ReLU", "Sigmoid"])
def test_untouched(student: Any, name: str, draw: Draw) -> None:
    """Neither the input nor the incoming gradient is changed, nor what was returned before"""
    layer, x, g = getattr(student, name)(), draw.normal(3, 4), draw.normal(3, 4)
    kept, kept_g = student.keep(x), student.keep(g)
    with hinting(CHANGED):
        y = layer.forward.keep(kept)
        before = student.read(y)
        layer.backward(kept_g)
        equal("the input afterwards", student.read(kept), x)
        equal("the incoming gradient afterwards", student.read(kept_g), g)
    with hinting(LATER):
        layer.forward(2 * x)
        equal("what forward returned, after another call", student.read(y), before)
