"""Exercise `linear`: y = x wᵀ + b, its three gradients, accumulation, and who owns which tensor."""

from typing import Any

import torch
from torch import Tensor

from checks.draw import Draw, put
from checks.expect import close, equal


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


def test_backward_example(student: Any) -> None:
    """backward on two samples, worked out by hand"""
    layer = student.Linear(3, 2)
    put(layer, torch.tensor([[1.0, 2.0, 3.0], [-1.0, 0.5, 2.0]]), torch.tensor([0.5, -1.0]))
    layer.forward(torch.tensor([[1.0, 0.0, 2.0], [3.0, -1.0, 1.0]]))
    came = layer.backward(torch.tensor([[1.0, 2.0], [0.0, -1.0]]))
    close("Linear(3, 2).backward", came, torch.tensor([[-1.0, 3.0, 7.0], [1.0, -0.5, -2.0]]))
    close("Linear(3, 2).dw", layer.dw, torch.tensor([[1.0, 0.0, 2.0], [-1.0, 1.0, 3.0]]))
    close("Linear(3, 2).db", layer.db, torch.tensor([1.0, 1.0]))


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
