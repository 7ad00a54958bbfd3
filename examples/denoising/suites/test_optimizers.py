"""Exercise `optimizers`: SGD, and gradients that are emptied. The model here is the suite's own."""

from typing import Any

import torch
from torch import Tensor

from grader.testing.draw import Draw
from grader.testing.expect import close, equal, hinting
from grader.testing.mismatch import Mismatch

MODEL = """
class Model(Module):
    def __init__(self, values, gradients):
        self.values, self.gradients = [v.clone() for v in values], [g.clone() for g in gradients]
    def param(self):
        return self.values
    def gradwrtparam(self):
        return self.gradients
"""
STEP = "See the lesson: p ← p − lr · g, for every parameter."
ZERO = "zero_grad sets every gradient to 0 in place: g.zero_()."
STALE = "Change the tensors in place: p.sub_(…) or p -= …, since p = p − … makes another one."
ALONE = "A step changes parameters alone: leave the gradients to zero_grad."


def made(student: Any, draw: Draw, lr: float) -> tuple[Any, Any, list[Tensor], list[Tensor]]:
    """A model of three parameters, its optimizer, its numbers and its gradients."""
    shapes = ((2, 3, 2, 2), (2,), (4, 3))
    values, gradients = [draw.normal(*shape) for shape in shapes], [draw.normal(*shape) for shape in shapes]
    model = student.define("Model", MODEL)(values, gradients)
    return model, student.SGD(model, lr=lr), values, gradients


def check(model: Any, values: list[Tensor], gradients: list[Tensor], lr: float, steps: int = 1) -> None:
    """The parameters after so many steps with these gradients."""
    came = model.param()
    for k, (p, g) in enumerate(zip(values, gradients, strict=True)):
        wrong = {
            "The step goes up the hill: subtract the gradient.": p + steps * lr * g,
            "The learning rate is left out.": p - steps * g,
            "The learning rate is squared or used twice.": p - steps * lr * lr * g,
            "Nothing has changed: write the new numbers into the parameters themselves.": p,
            "The gradient's sign alone is used: its size counts.": p - steps * lr * g.sign(),
            "The gradient is averaged over its numbers: each parameter has its own.": p - steps * lr * g.mean(),
            "Divided by the number of parameters: leave that out.": p - steps * lr * g / 3,
            "The parameters became the step alone: subtract it from what was there.": -lr * g,
        }
        with hinting(STEP):
            close(f"param()[{k}] after {steps} steps", came[k], p - steps * lr * g, wrong=wrong)


def test_zero_grad(student: Any, draw: Draw) -> None:
    """zero_grad empties every gradient, in place, and leaves the parameters alone"""
    model, optimizer, values, gradients = made(student, draw, 0.1)
    kept = model.gradwrtparam.keep()
    with hinting(ZERO):
        optimizer.zero_grad()
        for k, (came, g) in enumerate(zip(kept, gradients, strict=True)):
            equal(f"gradwrtparam()[{k}] after zero_grad", student.read(came), torch.zeros_like(g))
        for k, (came, p) in enumerate(zip(model.param(), values, strict=True)):
            equal(f"param()[{k}] after zero_grad", came, p)


def test_step(student: Any, draw: Draw) -> None:
    """One step of SGD with a learning rate of its own"""
    model, optimizer, values, gradients = made(student, draw, 0.3)
    with hinting(STEP):
        optimizer.step()
    check(model, values, gradients, 0.3)


def test_steps(student: Any, draw: Draw) -> None:
    """Three steps with the same gradients: a step leaves those alone"""
    model, optimizer, values, gradients = made(student, draw, 0.05)
    with hinting(STEP):
        for _ in range(3):
            optimizer.step()
    with hinting(ALONE):
        for k, (came, g) in enumerate(zip(model.gradwrtparam(), gradients, strict=True)):
            equal(f"gradwrtparam()[{k}] after steps", came, g)
        check(model, values, gradients, 0.05, 3)


def test_live(student: Any, draw: Draw) -> None:
    """Lists that were taken before a step hold the new numbers"""
    model, optimizer, values, gradients = made(student, draw, 0.2)
    kept = model.param.keep()
    with hinting(STALE):
        optimizer.step()
        for k, (came, p, g) in enumerate(zip(kept, values, gradients, strict=True)):
            value = student.read(came)
            if torch.equal(value, p):
                raise Mismatch(f"param()[{k}], kept from before: expected the new numbers, got the old ones", STALE)
            close(f"param()[{k}], kept from before", value, p - 0.2 * g)
