"""Exercise `errors`: the exceptions that the contract names, and that whoever raises has changed nothing.

Each test first makes the same call with good input, so that a method that always raises earns nothing.
"""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor

from checks.errors import StudentError
from checks.testing.draw import Draw
from checks.testing.mismatch import Blocked, Mismatch

ACTIVATIONS = ("Sigmoid", "Relu", "Tanh", "Softmax")
LAYERS = (*ACTIVATIONS, "Linear")
NO_TENSORS = (None, [[1.0, 2.0]], "x", 3, 2.5)
BUILTIN = (ValueError, TypeError, RuntimeError, AssertionError, IndexError, KeyError, AttributeError)
CHECK = "check it yourself before torch does"
INSTEAD = {"AssertionError": "an assert raises that: write if and raise"}


def refuses(
    kind: type[Exception], who: str, call: Callable[[], object], why: str, or_else: type[Exception] | None = None
) -> str:
    """The text of the exception of this kind, or of the other, that `call` raises; `why` says what is refused."""
    wanted = f"{why}: {kind.__name__} is expected"
    try:
        call()
    except StudentError as error:
        if isinstance(error, (kind, or_else or kind)) and not isinstance(error, NotImplementedError):
            return error.text
        bases = [base.__name__ for base in type(error).__mro__ if base in BUILTIN and base.__name__ != error.type_name]
        came = f"{error.type_name}{f' (a {bases[0]})' if bases else ''}"
        how = INSTEAD.get(error.type_name, f"let it derive from {kind.__name__}" if bases else CHECK)
        instead = f"{wanted}, not {came}: {how}."
        raise Mismatch(f"{who}: expected {kind.__name__}, got {error}", instead) from error
    raise Mismatch(f"{who}: expected {kind.__name__}, got no exception", f"{wanted}, and nothing is raised.")


def works(who: str, call: Callable[[], object]) -> None:
    """The call with good input gives a tensor: without it, raising is no merit, and nothing can be said."""
    first = f"First mend {who}: with good input it gives no tensor yet."
    try:
        came = call()
    except StudentError as error:
        raise Blocked(f"needs {who} to answer good input, but it raises {error}", first) from error
    if not isinstance(came, Tensor):
        raise Blocked(f"needs {who} to answer good input with a tensor, got {came!r}", first)


def trained(student: Any, draw: Draw, i: int = 3, o: int = 4) -> Any:
    """A Linear that has been there and back once."""
    layer = built(student, "Linear", i, o)
    works("Linear.forward", lambda: layer.forward(draw.normal(2, i, dtype=torch.float32)))
    works("Linear.backward", lambda: layer.backward(draw.normal(2, o, dtype=torch.float32)))
    return layer


def built(student: Any, name: str, *sizes: int) -> Any:
    """A new layer."""
    try:
        return getattr(student, name)(*sizes)
    except StudentError as error:
        raise Blocked(f"needs {name}{sizes}, but it raises {error}", f"First let {name} be built.") from error


def test_linear_shapes(student: Any, draw: Draw) -> None:
    """Linear refuses inputs of other than two dimensions, of another width, and empty batches: ValueError"""
    layer = trained(student, draw)
    for shape in ((5, 2), (5, 4), (3,), (2, 5, 3), (), (0, 3)):
        why = (
            "an empty batch"
            if shape == (0, 3)
            else "an input of another width"
            if len(shape) == 2
            else "an input of other than two dimensions"
        )
        who = f"Linear(3, 4).forward on shape {shape}"
        refuses(ValueError, who, lambda s=shape: layer.forward(torch.ones(s)), f"Linear refuses {why}")


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activation_input(student: Any, name: str, draw: Draw) -> None:
    """Activations refuse empty batches (ValueError) and what is no tensor (TypeError)"""
    layer = built(student, name)
    works(f"{name}.forward", lambda y=layer: y.forward(draw.normal(2, 3)))
    empty = f"{name} refuses an empty batch"
    refuses(ValueError, f"{name}.forward on shape (0, 3)", lambda y=layer: y.forward(torch.ones(0, 3)), empty)
    for bad in NO_TENSORS:
        no_tensor = f"{name} refuses what is no tensor"
        refuses(TypeError, f"{name}.forward({bad!r})", lambda y=layer, b=bad: y.forward(b), no_tensor)


@pytest.mark.parametrize("name", LAYERS)
def test_order(student: Any, name: str, draw: Draw) -> None:
    """backward before a training forward is a RuntimeError, also after a forward with train False"""
    sizes = (3, 3) if name == "Linear" else ()
    x = draw.normal(2, 3, dtype=torch.float32)
    layer = built(student, name, *sizes)
    works(f"{name}.forward", lambda y=layer: y.forward(x))
    works(f"{name}.backward", lambda y=layer: y.backward(x))
    layer = built(student, name, *sizes)
    why = "backward needs a training forward before it"
    refuses(RuntimeError, f"{name}.backward before any forward", lambda y=layer: y.backward(x), why)
    layer.training_mode(False)
    works(f"{name}.forward with train False", lambda y=layer: y.forward(x))
    if layer.in_value is not None:
        raise Blocked(
            f"needs {name} to keep nothing with train False", "First mend in_value: kept only while train is True."
        )
    refuses(RuntimeError, f"{name}.backward after a forward with train False", lambda y=layer: y.backward(x), why)
