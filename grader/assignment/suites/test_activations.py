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

from grader.testing.draw import Draw, repeated, transposed
from grader.testing.expect import close, equal, gradient, hinting, rarely, some_tensor, within
from grader.testing.mismatch import Mismatch
from reference.oracle import vjp

TOLERANCE = {torch.float64: 1e-12, torch.float32: 1e-6}
SHAPES = ((5, 3), (4, 4), (1, 1), (7,), (2, 3, 4), (3, 1, 2, 2))
ELEMENTWISE = ("Sigmoid", "Relu", "Tanh")
TRUE: dict[str, Callable[[Tensor], Tensor]] = {
    "Sigmoid": torch.sigmoid,
    "Relu": torch.relu,
    "Tanh": torch.tanh,
    "Softmax": lambda x: torch.softmax(x, 1),
}
SLOPE: dict[str, Callable[[Tensor], Tensor]] = {
    "Sigmoid": lambda v: torch.sigmoid(v) * torch.sigmoid(-v),
    "Relu": lambda v: (v > 0).double(),
    "Tanh": lambda v: torch.cosh(v.clamp(-300, 300)) ** -2,
}
FAR = ((30, 50), (90, 200), (720, 900), (1e3, 5e3), (9e3, 1e4))
NEAR = ((0.0, 0.0), (1e-8, 1e-5), (0.02, 0.06), (0.3, 0.5), (0.8, 1.0))
"""Ranges from which a point of either sign is drawn: whoever knows the points could answer from a table."""
STRIDES = "Elements count, not how they lie in memory: an input may be transposed or expanded; use reshape, not view."
SAME_IN_BOTH = "With train False forward computes the same, and only keeps nothing."
AT_THE_OUTPUT = "The derivative is taken at the output: derivative(v) and backward start from the input."
CHANGED = "What the caller passed in was changed: compute out of place, without clamp_, mul_ or masks written into x."
ONE_EACH = "derivative(v) is a batch of Jacobians: a full matrix (C, C) for each sample."
SOFTMAX = "See the lesson on Softmax: exp(x) over the sum of exp(x) along dimension 1."
VECTOR_JACOBIAN = "See the lesson on Softmax: backward is gᵀ times the Jacobian, s (g − Σ g s)."
TWICE = "backward called twice gives the same: it must change neither in_value nor what it was given."
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


def check_slope(student: Any, draw: Draw, name: str, method: str) -> None:
    """`derivative`, or backward = gradwrtoutput · derivative(in_value), at ordinary points of any shape.

    What is right in float64 must come out the same in float32.
    """
    for shape in SHAPES:
        x, layer = 3 * draw.clear_of_zero(*shape, dtype=torch.float32).double(), getattr(student, name)()
        g = torch.ones(shape).double() if method == "derivative" else draw.normal(*shape, dtype=torch.float32).double()
        for dtype, bound in TOLERANCE.items():
            tolerance = bound if method == "derivative" else 10 * bound  # times |g|
            who, wrong, curved = f"{name}.{method} in {dtype}", slope_mistakes(name, x, g), name != "Relu"
            with hinting(SHAPE if len(shape) != 2 else lesson_of(name)):
                if method == "derivative":
                    came = layer.derivative(x.to(dtype))
                else:
                    remember(layer, x.to(dtype))
                    came = layer.backward(g.to(dtype))
                if dtype == torch.float64:
                    gradient(
                        who,
                        came,
                        g * SLOPE[name](x),
                        layer.forward,
                        x,
                        g,
                        tolerance=tolerance,
                        curved=curved,
                        wrong=wrong,
                    )
                    exact = came
                else:
                    within(who, came, exact, 10 * bound, dtype, wrong=wrong)


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


def of_either_sign(draw: Draw, ranges: tuple[tuple[float, float], ...]) -> Tensor:
    """A point from each range, and its opposite: (2 · ranges,), float64."""
    sizes = torch.cat([draw.uniform(low, high, 1) for low, high in ranges])
    return torch.cat([sizes, -sizes])


def check_range(student: Any, draw: Draw, name: str, so_far: dict[str, str]) -> None:
    """Forward and derivative at zero, near it and far from it: finite, and within the contract's bound."""
    layer, near = getattr(student, name)(), f"activations.test_{name.lower()}"
    for dtype, tolerance in TOLERANCE.items():
        for where, ranges, words in (
            ("at and near 0", NEAR, "The formula holds for every number, near zero and at zero itself, too."),
            ("to ±1e4", FAR, "Right near zero, wrong far from zero: is an input clamped, or a small constant added?"),
        ):
            x = of_either_sign(draw, ranges).to(dtype)
            true, slope, who = TRUE[name](x.double()), SLOPE[name](x.double()), f"{where} in {dtype}"
            with rarely(words, so_far, near, f"{near}_derivative", f"{near}_backward", first=ranges is FAR):
                within(f"{name}.forward {who}", layer.forward(x), true, tolerance, dtype)
                within(f"{name}.derivative {who}", layer.derivative(x), slope, tolerance, dtype)
                within(f"{name}.backward {who}", layer.backward(torch.ones_like(x)), slope, tolerance, dtype)


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


def test_sigmoid_derivative(student: Any, draw: Draw) -> None:
    """Sigmoid.derivative"""
    check_slope(student, draw, "Sigmoid", "derivative")


def test_sigmoid_backward(student: Any, draw: Draw) -> None:
    """Sigmoid.backward multiplies what comes in by the derivative at the kept input"""
    check_slope(student, draw, "Sigmoid", "backward")


def test_sigmoid_far(student: Any, draw: Draw, so_far: dict[str, str]) -> None:
    """Sigmoid for inputs from 0 up to ±1e4"""
    check_range(student, draw, "Sigmoid", so_far)


def test_relu(student: Any, draw: Draw) -> None:
    """Relu.forward is max(0, x), for any shape"""
    check_forward(student, draw, "Relu")


def test_relu_backward(student: Any, draw: Draw) -> None:
    """Relu.derivative and Relu.backward, away from zero"""
    check_slope(student, draw, "Relu", "derivative")
    check_slope(student, draw, "Relu", "backward")


def test_relu_kink(student: Any, draw: Draw, so_far: dict[str, str]) -> None:
    """Relu's derivative is 0 at 0, and 0 or 1 however close to it, up to ±1e4"""
    layer = student.Relu()
    for dtype in TOLERANCE:
        exponents = draw.uniform(0, 1, 3) * torch.tensor([6, 10, 0.5]) + torch.tensor([-14, -32, 3.5])
        x = torch.stack([10**exponents, -(10**exponents)], 1).reshape(1, -1)
        x = torch.cat([torch.tensor([[0.0, -0.0]]).double(), x], 1).to(dtype)
        words = "forward is max(0, x), however small or large x is: without a clamp from above."
        with rarely(words, so_far, "activations.test_relu", first=True):
            equal(f"Relu.forward near zero in {dtype}", layer.forward(x) + 0.0, x.clamp(min=0) + 0.0)
        expected = torch.tensor([[0, 0, 1, 0, 1, 0, 1, 0]], dtype=dtype)
        at_zero = torch.tensor([[1, 1, 0, 0, 0, 0, 0, 0]], dtype=dtype)
        words = "The derivative is exactly 0 or 1: 1 above zero, 0 below, and 0 at 0."
        with rarely(words, so_far, "activations.test_relu_backward"):
            for factor, came in ((1, layer.derivative(x)), (2, layer.backward(2 * torch.ones_like(x)))):
                wrong = {"Right but at 0, where Relu's derivative is 0 by definition.": factor * (expected + at_zero)}
                equal(f"Relu's slope near zero in {dtype}", came, factor * expected, wrong=wrong)


def test_tanh(student: Any, draw: Draw) -> None:
    """Tanh.forward is the hyperbolic tangent, for any shape"""
    check_forward(student, draw, "Tanh")


def test_tanh_derivative(student: Any, draw: Draw) -> None:
    """Tanh.derivative"""
    check_slope(student, draw, "Tanh", "derivative")


def test_tanh_backward(student: Any, draw: Draw) -> None:
    """Tanh.backward multiplies what comes in by the derivative at the kept input"""
    check_slope(student, draw, "Tanh", "backward")


def test_tanh_far(student: Any, draw: Draw, so_far: dict[str, str]) -> None:
    """Tanh for inputs from 0 up to ±1e4"""
    check_range(student, draw, "Tanh", so_far)


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


def test_softmax_far(student: Any, draw: Draw, so_far: dict[str, str]) -> None:
    """Softmax for logits up to ±1e4, and unchanged by a constant added to a row"""
    layer = student.Softmax()
    a, b, c, d, e = draw.uniform(9e3, 1e4, 5).tolist()
    near, far = draw.uniform(0.5, 2, 1).item(), draw.uniform(720, 900, 1).item()
    rows = torch.tensor([[a, 0.0, -b], [-c, -c, -c], [d, d, d - near], [far, -far, 0.0], [-e, e, 0.0]]).double()
    for dtype in TOLERANCE:
        x, rounding = rows.to(dtype), 4e4 * torch.finfo(dtype).eps  # a logit of 1e4 is itself known no better
        words = "Right near zero, wrong far from zero: take each row's own maximum off before exp."
        with rarely(words, so_far, "activations.test_softmax"):
            within(
                f"Softmax.forward up to 1e4 in {dtype}", layer.forward(x), torch.softmax(x.double(), 1), rounding, dtype
            )
        with hinting("Wrong far from zero: if Softmax.backward is wrong near zero, too, begin there."):
            g = draw.normal(5, 3, dtype=dtype)
            (expected,) = vjp(TRUE["Softmax"], [x.double()], g.double())
            within(f"Softmax.backward up to 1e4 in {dtype}", layer.backward(g), expected, 4 * rounding, dtype)
            within(f"Softmax.derivative up to 1e4 in {dtype}", layer.derivative(x), jacobians(x), rounding, dtype)
    x = draw.classes(9, 5, 3).double()
    within(
        "Softmax.forward after a row's shift",
        layer.forward(x + 100 * draw.classes(9, 5, 1)),
        layer.forward(x),
        1e-11,
        torch.float64,
    )


def test_softmax_derivative(student: Any, draw: Draw) -> None:
    """Softmax.derivative is the batch of Jacobians, (N, C, C)"""
    layer = student.Softmax()
    for shape in ((5, 3), (3, 3), (1, 4), (3, 1)):
        x = draw.normal(*shape)
        expected = jacobians(x)
        wrong = jacobian_mistakes(x, expected)
        with hinting(ONE_EACH):
            close("Softmax.derivative", layer.derivative(x), expected, wrong=wrong)
            single = layer.derivative(x.float())
            within("Softmax.derivative in torch.float32", single, expected, 1e-6, torch.float32, wrong=wrong)


def jacobians(x: Tensor) -> Tensor:
    """The Jacobian of softmax for each row, (N, C, C), in float64."""
    s = torch.softmax(x.double(), 1)
    return torch.diag_embed(s) - s[:, :, None] * s[:, None, :]


def test_softmax_backward(student: Any, draw: Draw) -> None:
    """Softmax.backward is the true vector-Jacobian product, not the diagonal alone"""
    layer = student.Softmax()
    for shape in ((5, 3), (4, 4), (1, 6), (3, 2)):
        x, g = draw.normal(*shape), draw.normal(*shape)
        remember(layer, x)
        (expected,) = vjp(TRUE["Softmax"], [x], g)
        wrong = softmax_mistakes(x, g)
        with hinting(VECTOR_JACOBIAN):
            came = layer.backward(g)
            gradient("Softmax.backward", came, expected, layer.forward, x, g, curved=True, wrong=wrong)
    remember(layer, draw.normal(3, 1))
    with hinting("Of one channel softmax is 1, whatever comes in: its derivative is 0.", first=True):
        nothing = torch.zeros(3, 1).double()
        within("Softmax.backward of one channel", layer.backward(draw.normal(3, 1)), nothing, 1e-12, torch.float64)


def test_softmax_small(student: Any, draw: Draw, so_far: dict[str, str]) -> None:
    """Softmax.backward is exact to rounding for small probabilities, too"""
    layer = student.Softmax()
    x = torch.tensor([[0.0, -20.0, -40.0, 10.0]]).double() + draw.uniform(-1, 1, 3, 4)
    g = torch.zeros(3, 4).double()
    g[:, 3] = draw.uniform(1, 2, 3)
    layer.forward(x)
    s = torch.softmax(x, 1)
    expected = (g - (g * s).sum(1, keepdim=True)) * s
    came = layer.backward(g)
    if isinstance(came, Tensor) and came.shape == g.shape:
        came = came[:, :3]
    words = "Exact to rounding for small probabilities, too: is something approximated, clamped or computed in float32?"
    with rarely(words, so_far, "activations.test_softmax_backward"):
        within("Softmax.backward at small probabilities", came, expected[:, :3], 1e-12, torch.float64, relative=True)


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


@pytest.mark.parametrize("name", TRUE)
def test_in_value(student: Any, name: str, draw: Draw) -> None:
    """A training forward keeps its input, one with train False does not, and backward uses what is kept"""
    layer = getattr(student, name)()
    x, other, g = draw.normal(4, 3), draw.normal(4, 3), draw.normal(4, 3)
    remember(layer, x)
    layer.training_mode(False)
    with hinting(SAME_IN_BOTH):
        equal(f"{name}.forward with train False", layer.forward(other), getattr(student, name)().forward(other))
    with hinting("in_value is kept only while train is True: let update_in_value decide."):
        equal(f"{name}.in_value after a forward with train False", layer.in_value, x)
    with hinting("backward must use in_value, and no private copy: in_value set by hand counts."):
        first = layer.backward(g)
        layer.in_value = other
        second = layer.backward(g)
        layer.in_value = x
        equal(f"{name}.backward with the first in_value again", layer.backward(g), first)
        assert not torch.equal(first, second), f"{name}.backward: expected it to use the in_value set by hand"


@pytest.mark.parametrize("name", TRUE)
def test_strides(student: Any, name: str, draw: Draw, so_far: dict[str, str]) -> None:
    """Activations count elements, however these lie in memory: transposed, or one row for all"""
    layer, x, g = getattr(student, name)(), draw.normal(4, 3), draw.normal(4, 3)
    own = f"activations.test_{name.lower()}"
    with rarely(STRIDES, so_far, own, f"{own}_derivative", f"{own}_backward"):
        y, slope = layer.forward(x), layer.derivative(x)
        close(f"{name}.forward of a transposed input", layer.forward(transposed(student, x)), y)
        close(f"{name}.derivative of a transposed input", layer.derivative(transposed(student, x)), slope)
        for how, handle, same in (
            ("a transposed gradient", transposed(student, g), g),
            ("a gradient of one row for all", repeated(student, g[:1], 4), g[:1].expand(4, 3).clone()),
        ):
            layer.in_value = x
            dx = layer.backward(same)
            layer.forward(transposed(student, x))
            close(f"{name}.backward of {how}", layer.backward(handle), dx)


@pytest.mark.parametrize("name", TRUE)
def test_untouched(student: Any, name: str, draw: Draw) -> None:
    """No activation changes what it was given, nor what it gave back"""
    layer = getattr(student, name)()
    values = x, g, other = draw.normal(4, 3), draw.normal(4, 3), draw.normal(4, 3)
    handles = [student.keep(value.clone()) for value in values]
    y, dx = layer.forward.keep(handles[0]), layer.backward.keep(handles[1])
    before = student.read(y), student.read(dx)
    for what, value in zip(("forward", "backward"), before, strict=True):
        some_tensor(f"{name}.{what}", value)
    with hinting(TWICE):
        again = layer.backward(handles[1])
    later = student.keep(2 * values[1])
    layer.forward(handles[2])
    layer.backward(later)
    for what, handle, value in zip(("the input", "gradwrtoutput", "a later input"), handles, values, strict=True):
        if not torch.equal(student.read(handle), value):
            raise Mismatch(f"{name}: expected {what} as it was after the calls", CHANGED)
    with hinting(TWICE):
        equal(f"{name}.backward called twice", again, before[1])
    for what, handle, value in (("forward", y, before[0]), ("backward", dx, before[1])):
        with hinting("Return a tensor of its own at each call, which no later call changes."):
            equal(f"{name}: what {what} returned, after later calls", student.read(handle), value)
            for place in handles:
                assert not student.share_memory(handle, place), f"{name}.{what}: expected a tensor of its own"
    positive = student.keep(x.abs())
    with hinting("Return a tensor of its own at each call, also where nothing is to be done: no x itself."):
        mine = layer.forward.keep(positive)
        assert not student.share_memory(mine, positive), f"{name}.forward: expected a tensor of its own"


@pytest.mark.parametrize("name", TRUE)
def test_pure_derivative(student: Any, name: str, draw: Draw) -> None:
    """derivative(v) answers for v alone: it keeps nothing, and changes nothing"""
    layer = getattr(student, name)()
    x, v = draw.normal(4, 3), draw.normal(4, 3)
    layer.forward(x)
    handle = student.keep(v.clone())
    came = layer.derivative(handle)
    with hinting("derivative(v) changes what it was given: compute out of place, without clamp_, sign_ or mul_."):
        assert torch.equal(student.read(handle), v), f"{name}: expected v as it was after derivative(v)"
    with hinting("derivative(v) must leave in_value alone: it stores nothing."):
        equal(f"{name}.in_value after derivative(v)", layer.in_value, x)
    with hinting("derivative(v) answers for its argument v, whatever in_value and train are."):
        equal(f"{name}.derivative after a forward", came, getattr(student, name)().derivative(v))
        layer.training_mode(False)
        equal(f"{name}.derivative with train False", layer.derivative(v), came)
