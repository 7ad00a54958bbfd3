"""Exercise `optimizers`: SGD and Adam over one and ten steps, `zero_grad`, and lists that stay live.

The model is the suite's own, so that a wrong Linear or Sequential costs nothing here.
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from checks.draw import Draw
from checks.expect import Mismatch, close, equal

MODEL = """
class Holder(Module):
    def __init__(self, *params):
        self.params = [p.clone() for p in params]
        self.grads = [torch.zeros_like(p) for p in params]
    def param(self):
        return list(self.params)
    def gradwrtparam(self):
        return list(self.grads)
"""
SHAPES = ((4, 3), (4,), (2, 4), (1,))


class Run:
    """Parameters, and the gradients of ten steps; drives an optimizer of the student's and torch's own."""

    def __init__(self, student: Any, draw: Draw, dtype: torch.dtype = torch.float64) -> None:
        self.start = [draw.normal(*shape, dtype=dtype) for shape in SHAPES]
        self.steps = [
            [draw.normal(*shape, dtype=dtype) * draw.uniform(0.2, 2, dtype=dtype) for shape in SHAPES]
            for _ in range(10)
        ]
        self.student = student

    def model(self) -> Any:
        """A model of the suite's on the student's side."""
        return self.student.define("Holder", MODEL)(*self.start)

    def drive(self, make: Any, steps: int) -> list[Tensor]:
        """The parameters after some steps of the optimizer that `make` builds on a model."""
        model = self.model()
        optimizer = make(model)
        for gradients in self.steps[:steps]:
            for live, value in zip(model.gradwrtparam.keep(), gradients, strict=True):
                live.copy_(value)
            optimizer.step()
        return list(model.param())

    def expected(self, make: Any, steps: int) -> list[Tensor]:
        """The same by torch.optim."""
        params = [p.clone().requires_grad_() for p in self.start]
        optimizer = make(params)
        for gradients in self.steps[:steps]:
            for p, g in zip(params, gradients, strict=True):
                p.grad = g.clone()
            optimizer.step()
        return [p.detach() for p in params]

    def compare(self, who: str, mine: Any, true: Any, steps: Sequence[int]) -> None:
        """Both after each number of steps."""
        for count in steps:
            came, expected = self.drive(mine, count), self.expected(true, count)
            for k, (value, right) in enumerate(zip(came, expected, strict=True)):
                if torch.equal(value, self.start[k]):
                    raise Mismatch(
                        f"{who}, param()[{k}] after {count} steps: expected it to move, got its start",
                        "Write into the parameter in place: p.add_(…), not p = p + ….",
                    )
                wrong = {"The step goes up the gradient.": 2 * self.start[k] - right}
                close(f"{who}, param()[{k}] after {count} steps", value, right, wrong=wrong)


def test_attributes(student: Any, draw: Draw) -> None:
    """An optimizer keeps its model and its learning rate, and has the contract's defaults"""
    run = Run(student, draw)
    model = run.model()
    for name, default in (("SGD", 0.01), ("Adam", 0.001)):
        kind = getattr(student, name)
        for who, optimizer, lr in (
            (f"{name}(model)", kind(model), default),
            (f"{name}(model, 0.5)", kind(model, 0.5), 0.5),
            (f"{name}(model, lr=0.25)", kind(model, lr=0.25), 0.25),
        ):
            assert optimizer.lr == lr, f"{who}.lr: expected {lr}, got {optimizer.lr!r}"
            assert student.same(student.attr(optimizer, "model"), model), f"{who}.model: expected the very model"


def test_zero_grad(student: Any, draw: Draw) -> None:
    """zero_grad zeroes every gradient in place: a list kept from before shows it"""
    for name in ("SGD", "Adam"):
        run = Run(student, draw)
        model = run.model()
        optimizer = getattr(student, name)(model, lr=0.1)
        kept = model.gradwrtparam.keep()
        for live, value in zip(kept, run.steps[0], strict=True):
            live.copy_(value)
        optimizer.zero_grad()
        for k, handle in enumerate(kept):
            equal(
                f"{name}: the kept gradwrtparam()[{k}] after zero_grad",
                student.read(handle),
                torch.zeros(SHAPES[k]).double(),
            )
            assert student.same(handle, model.gradwrtparam.keep()[k]), (
                f"{name}.zero_grad: expected the same tensor objects"
            )
        for value, start in zip(model.param(), run.start, strict=True):
            equal(f"{name}: a parameter after zero_grad", value, start)


def test_sgd_one_step(student: Any, draw: Draw) -> None:
    """SGD's first step is p ← p − lr·g"""
    run = Run(student, draw)
    run.compare("SGD", lambda m: student.SGD(m, lr=0.1), lambda p: torch.optim.SGD(p, lr=0.1), (1,))


def test_adam_one_step(student: Any, draw: Draw) -> None:
    """Adam's first step"""
    run = Run(student, draw)
    run.compare("Adam", lambda m: student.Adam(m, lr=0.1), lambda p: torch.optim.Adam(p, lr=0.1), (1,))
