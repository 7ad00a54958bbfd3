"""Exercise `activations`: Sigmoid, Relu, Tanh and Softmax, forward and backward, at zero and at ±1e4.

Expected values are computed in float64; the contract bounds the error of each element by
1e-12 (float64) or 1e-6 (float32), absolutely or relatively.
"""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from grader.draw import Draw
from grader.expect import close, equal, gradient, within
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
FAR = torch.tensor([-1e4, -1e3, -750.0, -100.0, -40.0, 40.0, 100.0, 750.0, 1e3, 1e4], dtype=torch.float64)
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


def check_slope(student: Any, draw: Draw, name: str, method: str) -> None:
    """`derivative`, or backward = gradwrtoutput · derivative(in_value), at ordinary points of any shape.

    What is right in float64 must come out the same in float32.
    """
    for shape in SHAPES:
        x, layer = 3 * draw.clear_of_zero(*shape, dtype=torch.float32).double(), getattr(student, name)()
        g = torch.ones(shape).double() if method == "derivative" else draw.normal(*shape, dtype=torch.float32).double()
        for dtype, bound in TOLERANCE.items():
            tolerance = bound if method == "derivative" else 10 * bound  # times |g|
            layer.forward(x.to(dtype))
            came = layer.derivative(x.to(dtype)) if method == "derivative" else layer.backward(g.to(dtype))
            who = f"{name}.{method} in {dtype}"
            if dtype == torch.float64:
                gradient(who, came, g * SLOPE[name](x), layer.forward, x, g, tolerance=tolerance, curved=name != "Relu")
                exact = came
            else:
                within(who, came, exact, 10 * bound, dtype)


def check_far(student: Any, name: str) -> None:
    """Forward and derivative far from zero: finite, and within the contract's bound."""
    layer = getattr(student, name)()
    for dtype, tolerance in TOLERANCE.items():
        x = FAR.to(dtype)
        within(f"{name}.forward from -1e4 to 1e4 in {dtype}", layer.forward(x), TRUE[name](FAR), tolerance, dtype)
        within(
            f"{name}.derivative from -1e4 to 1e4 in {dtype}", layer.derivative(x), SLOPE[name](FAR), tolerance, dtype
        )
        close(f"{name}.backward from -1e4 to 1e4 in {dtype}", layer.backward(torch.ones_like(x)), layer.derivative(x))


def test_sigmoid(student: Any, draw: Draw) -> None:
    """Sigmoid.forward is 1 / (1 + exp(−x)), for any shape"""
    check_forward(student, draw, "Sigmoid")


def test_sigmoid_derivative(student: Any, draw: Draw) -> None:
    """Sigmoid.derivative"""
    check_slope(student, draw, "Sigmoid", "derivative")


def test_sigmoid_backward(student: Any, draw: Draw) -> None:
    """Sigmoid.backward multiplies what comes in by the derivative at the kept input"""
    check_slope(student, draw, "Sigmoid", "backward")


def test_sigmoid_far(student: Any) -> None:
    """Sigmoid for inputs up to ±1e4"""
    check_far(student, "Sigmoid")


def test_relu(student: Any, draw: Draw) -> None:
    """Relu.forward is max(0, x), for any shape"""
    check_forward(student, draw, "Relu")


def test_relu_backward(student: Any, draw: Draw) -> None:
    """Relu.derivative and Relu.backward, away from zero"""
    check_slope(student, draw, "Relu", "derivative")
    check_slope(student, draw, "Relu", "backward")


def test_relu_kink(student: Any) -> None:
    """Relu's derivative is 0 at 0, and 0 or 1 however close to it, up to ±1e4"""
    layer = student.Relu()
    for dtype in TOLERANCE:
        x = torch.tensor([[0.0, -0.0, 1e-12, -1e-12, 1e-30, -1e-30, 1e4, -1e4]], dtype=dtype)
        equal(f"Relu.forward near zero in {dtype}", layer.forward(x) + 0.0, x.clamp(min=0) + 0.0)
        expected = torch.tensor([[0, 0, 1, 0, 1, 0, 1, 0]], dtype=dtype)
        equal(f"Relu.derivative near zero in {dtype}", layer.derivative(x), expected)
        equal(f"Relu.backward near zero in {dtype}", layer.backward(2 * torch.ones_like(x)), 2 * expected)


def test_tanh(student: Any, draw: Draw) -> None:
    """Tanh.forward is the hyperbolic tangent, for any shape"""
    check_forward(student, draw, "Tanh")


def test_tanh_derivative(student: Any, draw: Draw) -> None:
    """Tanh.derivative"""
    check_slope(student, draw, "Tanh", "derivative")


def test_tanh_backward(student: Any, draw: Draw) -> None:
    """Tanh.backward multiplies what comes in by the derivative at the kept input"""
    check_slope(student, draw, "Tanh", "backward")


def test_tanh_far(student: Any) -> None:
    """Tanh for inputs up to ±1e4"""
    check_far(student, "Tanh")


def test_softmax(student: Any, draw: Draw) -> None:
    """Softmax.forward is exp(x) / Σ exp(x) along dimension 1"""
    layer = student.Softmax()
    for dtype, tolerance in TOLERANCE.items():
        for shape in ((5, 3), (4, 4), (1, 6), (3, 1)):
            x = draw.normal(*shape, dtype=dtype)
            came = layer.forward(x)
            within(f"Softmax.forward in {dtype}", came, torch.softmax(x.double(), 1), tolerance, dtype)


def test_softmax_far(student: Any, draw: Draw) -> None:
    """Softmax for logits up to ±1e4, and unchanged by a constant added to a row"""
    layer = student.Softmax()
    far = torch.tensor([[1e4, 0.0, -1e4], [-1e4, -1e4, -1e4], [1e4, 1e4, 1e4 - 1], [800.0, -800.0, 0.0]])
    for dtype in TOLERANCE:
        x, rounding = far.to(dtype), 4e4 * torch.finfo(dtype).eps  # a logit of 1e4 is itself known no better
        within(f"Softmax.forward up to 1e4 in {dtype}", layer.forward(x), torch.softmax(x.double(), 1), rounding, dtype)
        g = draw.normal(4, 3, dtype=dtype)
        (expected,) = vjp(TRUE["Softmax"], [x.double()], g.double())
        within(f"Softmax.backward up to 1e4 in {dtype}", layer.backward(g), expected, 4 * rounding, dtype)
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
    for shape in ((5, 3), (3, 3), (1, 4)):
        x = draw.normal(*shape)
        s = torch.softmax(x, 1)
        expected = torch.diag_embed(s) - s[:, :, None] * s[:, None, :]
        close("Softmax.derivative", layer.derivative(x), expected)


def test_softmax_backward(student: Any, draw: Draw) -> None:
    """Softmax.backward is the true vector-Jacobian product, not the diagonal alone"""
    layer = student.Softmax()
    for shape in ((5, 3), (4, 4), (1, 6), (3, 2)):
        x, g = draw.normal(*shape), draw.normal(*shape)
        layer.forward(x)
        came = layer.backward(g)
        s = torch.softmax(x, 1)
        (expected,) = vjp(TRUE["Softmax"], [x], g)
        wrong = {
            "Only the diagonal of the Jacobian is used: the outputs of a row depend on each of its inputs.": g
            * s
            * (1 - s)
        }
        gradient("Softmax.backward", came, expected, layer.forward, x, g, curved=True, wrong=wrong)


def test_softmax_small(student: Any, draw: Draw) -> None:
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
    within("Softmax.backward at small probabilities", came, expected[:, :3], 1e-12, torch.float64, relative=True)


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


def test_in_value(student: Any, draw: Draw) -> None:
    """A training forward keeps its input, one with train False does not, and backward uses what is kept"""
    for name in TRUE:
        layer = getattr(student, name)()
        x, other, g = draw.normal(4, 3), draw.normal(4, 3), draw.normal(4, 3)
        layer.forward(x)
        equal(f"{name}.in_value after a training forward", layer.in_value, x)
        layer.training_mode(False)
        layer.forward(other)
        equal(f"{name}.in_value after a forward with train False", layer.in_value, x)
        first = layer.backward(g)
        layer.in_value = other
        second = layer.backward(g)
        layer.in_value = x
        equal(f"{name}.backward with the first in_value again", layer.backward(g), first)
        assert not torch.equal(first, second), f"{name}.backward: expected it to use the in_value set by hand"


def test_untouched(student: Any, draw: Draw) -> None:
    """No activation changes what it was given, nor what it gave back"""
    for name in TRUE:
        layer = getattr(student, name)()
        values = x, g, other = draw.normal(4, 3), draw.normal(4, 3), draw.normal(4, 3)
        handles = [student.keep(value.clone()) for value in values]
        y, dx = layer.forward.keep(handles[0]), layer.backward.keep(handles[1])
        before = student.read(y), student.read(dx)
        assert isinstance(before[0], Tensor), f"{name}.forward: expected a tensor, got {before[0]!r}"
        again = layer.backward(handles[1])
        equal(f"{name}.backward called twice", again, before[1])
        layer.forward(handles[2])
        layer.backward(handles[1])
        for what, handle, value in zip(("the input", "gradwrtoutput", "a later input"), handles, values, strict=True):
            equal(f"{name}: {what} after the calls", student.read(handle), value)
        for what, handle, value in (("forward", y, before[0]), ("backward", dx, before[1])):
            equal(f"{name}: what {what} returned, after later calls", student.read(handle), value)
            for place in handles:
                assert not student.share_memory(handle, place), f"{name}.{what}: expected a tensor of its own"


def test_pure_derivative(student: Any, draw: Draw) -> None:
    """derivative(v) answers for v alone: it keeps nothing, and changes nothing"""
    for name in TRUE:
        layer = getattr(student, name)()
        x, v = draw.normal(4, 3), draw.normal(4, 3)
        layer.forward(x)
        handle = student.keep(v.clone())
        came = layer.derivative(handle)
        equal(f"{name}: v after derivative(v)", student.read(handle), v)
        equal(f"{name}.in_value after derivative(v)", layer.in_value, x)
        layer.training_mode(False)
        equal(f"{name}.derivative with train False", layer.derivative(v), came)
