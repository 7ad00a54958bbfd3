"""Exercise `errors`: the exceptions that the contract names, and that whoever raises has changed nothing.

Each test first makes the same call with good input, so that a method that always raises earns nothing.
"""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from checks.draw import Draw
from checks.errors import StudentError
from checks.expect import Mismatch

ACTIVATIONS = ("Sigmoid", "Relu", "Tanh", "Softmax")
NO_TENSORS = (None, [[1.0, 2.0]], "x", 3, 2.5)


def refuses(kind: type[Exception], who: str, call: Callable[[], object]) -> str:
    """The text of the exception of this kind that `call` raises."""
    try:
        call()
    except StudentError as error:
        if isinstance(error, kind) and not isinstance(error, NotImplementedError):
            return error.text
        raise Mismatch(f"{who}: expected {kind.__name__}, got {error}") from error
    raise Mismatch(f"{who}: expected {kind.__name__}, got no exception")


def works(who: str, came: object) -> None:
    """The call with good input gave a tensor: without it, raising is no merit."""
    if not isinstance(came, Tensor):
        raise Mismatch(f"{who} with good input: expected a tensor, got {came!r}")


def trained(student: Any, draw: Draw, i: int = 3, o: int = 4) -> Any:
    """A Linear that has been there and back once."""
    layer = student.Linear(i, o)
    works("Linear.forward", layer.forward(draw.normal(2, i, dtype=torch.float32)))
    works("Linear.backward", layer.backward(draw.normal(2, o, dtype=torch.float32)))
    return layer


def test_linear_shapes(student: Any, draw: Draw) -> None:
    """Linear refuses inputs of other than two dimensions, of another width, and empty batches: ValueError"""
    layer = trained(student, draw)
    for shape in ((5, 2), (5, 4), (3,), (2, 5, 3), (), (0, 3)):
        refuses(ValueError, f"Linear(3, 4).forward on shape {shape}", lambda s=shape: layer.forward(torch.ones(s)))


def test_activation_input(student: Any, draw: Draw) -> None:
    """Activations refuse empty batches (ValueError) and what is no tensor (TypeError)"""
    for name in ACTIVATIONS:
        layer = getattr(student, name)()
        works(f"{name}.forward", layer.forward(draw.normal(2, 3)))
        refuses(ValueError, f"{name}.forward on shape (0, 3)", lambda y=layer: y.forward(torch.ones(0, 3)))
        for bad in NO_TENSORS:
            refuses(TypeError, f"{name}.forward({bad!r})", lambda y=layer, b=bad: y.forward(b))


def test_order(student: Any, draw: Draw) -> None:
    """backward before a training forward is a RuntimeError, also after a forward with train False"""
    for name in (*ACTIVATIONS, "Linear"):
        make = (lambda: student.Linear(3, 3)) if name == "Linear" else getattr(student, name)
        x = draw.normal(2, 3, dtype=torch.float32)
        layer = make()
        layer.forward(x)
        works(f"{name}.backward", layer.backward(x))
        layer = make()
        refuses(RuntimeError, f"{name}.backward before any forward", lambda y=layer: y.backward(x))
        layer.training_mode(False)
        works(f"{name}.forward with train False", layer.forward(x))
        refuses(RuntimeError, f"{name}.backward after a forward with train False", lambda y=layer: y.backward(x))
