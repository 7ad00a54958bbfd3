"""Exercise `linear`: y = x wᵀ + b, its three gradients, accumulation, and who owns which tensor."""

from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import linear

from grader.draw import Draw, put
from grader.expect import Mismatch, close, equal, gradient, within
from reference.oracle import vjp

SHAPES = ((5, 3, 4), (6, 4, 4), (1, 2, 3), (3, 1, 1), (4, 7, 1))  # N, I, O: oblong, square, one sample, one weight
OVERWRITTEN = "The gradient is overwritten where it should be added to."


def cases(student: Any, draw: Draw) -> Iterator[tuple[str, Any, list[Tensor], Tensor]]:
    """A float64 layer of each shape with parameters put in: who, layer, [x, w, b], g."""
    with student.default_dtype(torch.float64):
        for n, i, o in SHAPES:
            layer = student.Linear(i, o)
            x, w, b, g = draw.normal(n, i), draw.normal(o, i), draw.normal(o), draw.normal(n, o)
            put(layer, w, b)
            yield f"Linear({i}, {o}) on {n} samples", layer, [x, w, b], g


def check_gradient(student: Any, draw: Draw, which: int) -> None:
    """The gradient with respect to x, w or b (`which`), from one backward on a fresh layer."""
    for who, layer, values, g in cases(student, draw):
        layer.forward(values[0])
        came = (layer.backward(g), layer.dw, layer.db)[which]

        def own(value: Tensor, layer: Any = layer, values: list[Tensor] = values) -> Any:
            x, w, b = (value if k == which else v for k, v in enumerate(values))
            put(layer, w, b)
            return layer.forward(x)

        expected = vjp(linear, values, g)[which]
        name = ("backward", "dw after backward", "db after backward")[which]
        wrong = {"This is the mean over the samples, not the sum.": expected / len(g)}
        gradient(f"{who}: {name}", came, expected, own, values[which], g, wrong=wrong)


def test_build(student: Any) -> None:
    """Linear(3, 4) has its sizes, parameters w and b, and gradients dw and db that start at zero"""
    layer = student.Linear(3, 4)
    for name, expected in (("in_size", 3), ("out_size", 4), ("bias", True)):
        came = getattr(layer, name)
        assert type(came) is type(expected) and came == expected, f"{name}: expected {expected}, got {came!r}"
    for name, shape in (("w", (4, 3)), ("b", (4,))):
        came = getattr(layer, name)
        assert isinstance(came, Tensor), f"{name}: expected a tensor, got {came!r}"
        assert came.shape == shape, f"{name}: expected shape {shape}, got {tuple(came.shape)}"
        assert came.isfinite().all(), f"{name}: expected finite numbers"
    equal("dw at first", layer.dw, torch.zeros(4, 3))
    equal("db at first", layer.db, torch.zeros(4))


def test_forward_example(student: Any) -> None:
    """forward on two samples, worked out by hand"""
    layer = student.Linear(3, 2)
    put(layer, torch.tensor([[1.0, 2.0, 3.0], [-1.0, 0.5, 2.0]]), torch.tensor([0.5, -1.0]))
    came = layer.forward(torch.tensor([[1.0, 0.0, 2.0], [3.0, -1.0, 1.0]]))
    close("Linear(3, 2).forward", came, torch.tensor([[7.5, 2.0], [4.5, -2.5]]))


def test_forward(student: Any, draw: Draw) -> None:
    """forward is x wᵀ + b for oblong, square and single-sample inputs"""
    for who, layer, (x, w, b), _ in cases(student, draw):
        wrong = {"The bias is missing.": x @ w.T, "The bias is subtracted.": x @ w.T - b}
        close(f"{who}: forward", layer.forward(x), linear(x, w, b), wrong=wrong)


def test_backward_example(student: Any) -> None:
    """backward on two samples, worked out by hand"""
    layer = student.Linear(3, 2)
    put(layer, torch.tensor([[1.0, 2.0, 3.0], [-1.0, 0.5, 2.0]]), torch.tensor([0.5, -1.0]))
    layer.forward(torch.tensor([[1.0, 0.0, 2.0], [3.0, -1.0, 1.0]]))
    came = layer.backward(torch.tensor([[1.0, 2.0], [0.0, -1.0]]))
    close("Linear(3, 2).backward", came, torch.tensor([[-1.0, 3.0, 7.0], [1.0, -0.5, -2.0]]))
    close("Linear(3, 2).dw", layer.dw, torch.tensor([[1.0, 0.0, 2.0], [-1.0, 1.0, 3.0]]))
    close("Linear(3, 2).db", layer.db, torch.tensor([1.0, 1.0]))


def test_gradient_input(student: Any, draw: Draw) -> None:
    """backward returns the derivative with respect to the input"""
    check_gradient(student, draw, 0)


def test_gradient_weight(student: Any, draw: Draw) -> None:
    """backward puts the derivative with respect to w into dw"""
    check_gradient(student, draw, 1)


def test_gradient_bias(student: Any, draw: Draw) -> None:
    """backward puts the derivative with respect to b into db"""
    check_gradient(student, draw, 2)


def test_accumulation(student: Any, draw: Draw) -> None:
    """Two backwards add up in dw and db"""
    for who, layer, (x, _, _), g in cases(student, draw):
        layer.forward(x)
        layer.backward(g)
        once = layer.dw, layer.db
        other, h = draw.normal(*x.shape), draw.normal(*g.shape)
        layer.forward(other)
        layer.backward(h)
        for name, first, second, came in (("dw", once[0], h.T @ other, layer.dw), ("db", once[1], h.sum(0), layer.db)):
            if not isinstance(first, Tensor) or not first.any():
                raise Mismatch(f"{who}: {name}: expected a gradient after the first backward, got none")
            close(f"{who}: {name} after two backwards", came, first + second, wrong={OVERWRITTEN: second})


def test_batch(student: Any, draw: Draw) -> None:
    """A batch gives what its samples give one by one: rows of the output, sums of the gradients"""
    with student.default_dtype(torch.float64):
        whole, single = student.Linear(3, 4), student.Linear(3, 4)
    x, g, w, b = draw.normal(5, 3), draw.normal(5, 4), draw.normal(4, 3), draw.normal(4)
    put(whole, w, b)
    put(single, w, b)
    y, dx = whole.forward(x), whole.backward(g)
    for k in range(5):
        close(f"sample {k} alone: forward", single.forward(x[k : k + 1]), y[k : k + 1])
        close(f"sample {k} alone: backward", single.backward(g[k : k + 1]), dx[k : k + 1])
    close("dw of the batch", whole.dw, single.dw)
    close("db of the batch", whole.db, single.db)
    assert whole.dw.any(), "dw: expected a gradient, got zeros"


def test_no_bias(student: Any, draw: Draw) -> None:
    """With bias=False there is no b: neither in forward nor in backward nor in the lists"""
    with student.default_dtype(torch.float64):
        layer = student.Linear(3, 2, bias=False)
        other = student.Linear(3, 2, False)
    assert layer.bias is False and other.bias is False, f"bias: expected False, got {layer.bias!r}"
    x, w, g = draw.normal(4, 3), draw.normal(2, 3), draw.normal(4, 2)
    put(layer, w)
    close("forward without bias", layer.forward(x), x @ w.T)
    close("backward without bias", layer.backward(g), g @ w)
    close("dw without bias", layer.dw, g.T @ x)
    gradients = layer.gradwrtparam()
    assert isinstance(gradients, list | tuple) and len(gradients) == 1, (
        f"gradwrtparam(): expected [dw], got {gradients!r}"
    )
    close("gradwrtparam()[0] without bias", gradients[0], g.T @ x)


def test_lists(student: Any, draw: Draw) -> None:
    """param() is [w, b] and gradwrtparam() is [dw, db]: the very tensors, in one order"""
    layer = student.Linear(3, 4)
    x, g = draw.normal(2, 3, dtype=torch.float32), draw.normal(2, 4, dtype=torch.float32)
    for moment in ("at first", "after a backward"):
        for method, names in (("param", ("w", "b")), ("gradwrtparam", ("dw", "db"))):
            came = getattr(layer, method).keep()
            assert isinstance(came, list | tuple) and len(came) == 2, (
                f"{method}(): expected a list of 2 tensors, got {came!r}"
            )
            for handle, name in zip(came, names, strict=True):
                same = student.same(handle, student.attr(layer, name))
                assert same, f"{method}() {moment}: expected the very tensor {name}, got another object"
        layer.forward(x)
        layer.backward(g)


def test_live(student: Any, draw: Draw) -> None:
    """A list kept from before still holds the live tensors: written into, they count; a backward shows in them"""
    with student.default_dtype(torch.float64):
        layer = student.Linear(3, 4)
    params, grads = layer.param.keep(), layer.gradwrtparam.keep()
    x, g = draw.normal(2, 3), draw.normal(2, 4)
    layer.forward(x)
    layer.backward(g)
    close("the dw kept from before", student.read(grads[0]), g.T @ x)
    close("the db kept from before", student.read(grads[1]), g.sum(0))
    w, b = draw.normal(4, 3), draw.normal(4)
    params[0].copy_(w)
    params[1].copy_(b)
    close("forward after writing into param()", layer.forward(x), linear(x, w, b))
    close("backward after writing into param()", layer.backward(g), g @ w)
    grads[0].zero_()
    grads[1].zero_()
    layer.backward(g)
    close("dw after zeroing the kept list and one backward", layer.dw, g.T @ x)
    close("db after zeroing the kept list and one backward", layer.db, g.sum(0))


def test_random_start(student: Any) -> None:
    """Parameters start at random, and torch.manual_seed decides them"""

    def drawn(seed: int) -> Tensor:
        student.manual_seed(seed)
        w = student.Linear(6, 5).w
        assert isinstance(w, Tensor), f"w: expected a tensor, got {w!r}"
        return w

    once, again, other = drawn(7), drawn(7), drawn(8)
    second = student.Linear(6, 5).w
    assert torch.equal(once, again), "w: expected the same numbers after the same torch.manual_seed"
    assert not torch.equal(once, other), "w: expected other numbers after another torch.manual_seed"
    assert not torch.equal(other, second), "w: expected other numbers in a second layer"
    assert len(once.unique()) > 25, "w: expected a number of its own in every place"


def test_dtype(student: Any, draw: Draw) -> None:
    """Parameters have torch's default dtype, and everything stays in it"""
    for dtype in (torch.float32, torch.float64):
        with student.default_dtype(dtype):
            layer = student.Linear(3, 4)
        x, w, b, g = (draw.normal(*shape, dtype=dtype) for shape in ((5, 3), (4, 3), (4,), (5, 4)))
        for name in ("w", "b", "dw", "db"):
            came = getattr(layer, name)
            assert isinstance(came, Tensor), f"{name}: expected a tensor, got {came!r}"
            assert came.dtype == dtype, f"{name} under default dtype {dtype}: got {came.dtype}"
        put(layer, w, b)
        dx, dw, db = vjp(linear, (x, w, b), g)
        close(f"forward in {dtype}", layer.forward(x), linear(x, w, b))
        close(f"backward in {dtype}", layer.backward(g), dx)
        close(f"dw in {dtype}", layer.dw, dw)
        close(f"db in {dtype}", layer.db, db)


def test_in_value(student: Any, draw: Draw) -> None:
    """A training forward keeps its input; with train False it does not; set by hand, it is what backward uses"""
    with student.default_dtype(torch.float64):
        layer = student.Linear(3, 4)
    x, other, third, g = draw.normal(5, 3), draw.normal(5, 3), draw.normal(2, 3), draw.normal(5, 4)
    layer.forward(x)
    equal("in_value after a training forward", layer.in_value, x)
    layer.training_mode(False)
    layer.forward(third)
    equal("in_value after a forward with train False", layer.in_value, x)
    layer.training_mode(True)
    layer.in_value = other
    layer.backward(g)
    close("dw after in_value was set by hand", layer.dw, g.T @ other)


def test_untouched(student: Any, draw: Draw) -> None:
    """Nothing that the caller passed in changes, and nothing returned changes at a later call"""
    with student.default_dtype(torch.float64):
        layer = student.Linear(3, 3)
    values = x, g, other = draw.normal(4, 3), draw.normal(4, 3), draw.normal(4, 3)
    handles = [student.keep(value.clone()) for value in values]
    y = layer.forward.keep(handles[0])
    dx = layer.backward.keep(handles[1])
    before = student.read(y), student.read(dx)
    layer.forward(handles[2])
    layer.backward(handles[1])
    for name, handle, value in zip(("the input", "gradwrtoutput", "the second input"), handles, values, strict=True):
        equal(f"{name} after the calls", student.read(handle), value)
    for name, handle, value in (("forward", y, before[0]), ("backward", dx, before[1])):
        assert isinstance(value, Tensor), f"{name}: expected a tensor, got {value!r}"
        equal(f"what {name} returned, after later calls", student.read(handle), value)
        for place in [*handles, *layer.param.keep(), *layer.gradwrtparam.keep()]:
            assert not student.share_memory(handle, place), f"{name}: expected a tensor of its own, got shared memory"


def test_scales(student: Any, draw: Draw) -> None:
    """Forward and gradients are exact to rounding, element by element, over many orders of magnitude"""
    with student.default_dtype(torch.float64):
        layer = student.Linear(3, 4)
    x, w, b, g = draw.scales(5, 3), draw.scales(4, 3), draw.scales(4), draw.scales(5, 4)
    put(layer, w, b)
    expected = linear(x, w, b), *vjp(linear, (x, w, b), g)
    came = layer.forward(x), layer.backward(g), layer.dw, layer.db
    for name, value, true in zip(("forward", "backward", "dw", "db"), came, expected, strict=True):
        within(f"{name} on values from 1e-4 to 1e4", value, true, 1e-13, torch.float64, relative=True)
