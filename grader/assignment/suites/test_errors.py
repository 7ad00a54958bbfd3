"""Exercise `errors`: the exceptions that the contract names, and that whoever raises has changed nothing.

Each test first makes the same call with good input, so that a method that always raises earns nothing.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch
from torch import Tensor

from grader.errors import StudentError
from grader.testing.draw import Draw
from grader.testing.expect import equal, hinting
from grader.testing.mismatch import Blocked, Mismatch

ACTIVATIONS = ("Sigmoid", "Relu", "Tanh", "Softmax")
LAYERS = (*ACTIVATIONS, "Linear")
LOSSES = ("MSELoss", "CrossEntropyLoss")
OPTIMIZERS = ("SGD", "Adam")
SPEAKING = ("Linear", "Relu", "Tanh", "Softmax", "MSELoss", "CrossEntropyLoss", "Sequential", "SGD")
NAN, BEYOND = "nan|finite|not a number", "2|3|9|10|11"  # what a message may hold
NO_TENSORS = (None, [[1.0, 2.0]], "x", 3, 2.5)
BUILTIN = (ValueError, TypeError, RuntimeError, AssertionError, IndexError, KeyError, AttributeError)
CHECK = "check it yourself before torch does"
INSTEAD = {"AssertionError": "an assert raises that: write if and raise"}
NO_MODULES = (None, "Linear", 3, 2.5)
SILENT = "(nothing was raised)"
HOLDER = """
class Holder(Module):
    def __init__(self):
        super().__init__()
        self.p, self.g = torch.ones(2), torch.ones(2)
    def param(self):
        return [self.p]
    def gradwrtparam(self):
        return [self.g]
"""


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


def test_linear_types(student: Any, draw: Draw) -> None:
    """Linear refuses what is no tensor, and tensors of another dtype than its parameters': TypeError"""
    layer = trained(student, draw)
    for bad in NO_TENSORS:
        refuses(
            TypeError,
            f"Linear(3, 4).forward({bad!r})",
            lambda b=bad: layer.forward(b),
            "Linear refuses what is no tensor",
        )
    for dtype in (torch.float64, torch.float16, torch.int64):
        refuses(
            TypeError,
            f"Linear(3, 4).forward on {dtype}",
            lambda d=dtype: layer.forward(torch.ones(2, 3, dtype=d)),
            "Linear refuses a tensor of another dtype than its parameters'",
        )


def test_linear_sizes(student: Any, draw: Draw) -> None:
    """Linear refuses sizes below 1 (ValueError) and sizes that are no numbers (TypeError)"""
    trained(student, draw, 1, 1)
    for sizes in ((0, 4), (3, 0), (-1, 4), (3, -2)):
        refuses(ValueError, f"Linear{sizes}", lambda s=sizes: student.Linear(*s), "Linear refuses a size below 1")
    for odd in (("3", 4), (3, None), ([3], 4)):
        refuses(TypeError, f"Linear{odd}", lambda s=odd: student.Linear(*s), "Linear refuses a size that is no number")


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


def test_softmax_dimensions(student: Any, draw: Draw) -> None:
    """Softmax refuses inputs of other than two dimensions: ValueError"""
    layer = built(student, "Softmax")
    works("Softmax.forward", lambda: layer.forward(draw.normal(2, 3)))
    for shape in ((3,), (2, 3, 4), ()):
        why = "Softmax refuses an input of other than two dimensions"
        refuses(ValueError, f"Softmax.forward on shape {shape}", lambda s=shape: layer.forward(torch.ones(s)), why)


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


@pytest.mark.parametrize("name", LAYERS)
def test_gradient_input(student: Any, name: str, draw: Draw) -> None:
    """backward refuses gradients of another shape (ValueError) and what is no tensor (TypeError)"""
    layer = built(student, name, *((3, 3) if name == "Linear" else ()))
    x = draw.normal(2, 3, dtype=torch.float32)
    works(f"{name}.forward", lambda y=layer: y.forward(x))
    works(f"{name}.backward", lambda y=layer: y.backward(x))
    for shape in ((2, 4), (3, 3), (5, 2), (1, 3), (2, 1)):
        who, why = (
            f"{name}.backward with shape {shape}",
            f"{name}.backward refuses a gradient of another shape than its output's",
        )
        layer.forward(x)
        refuses(ValueError, who, lambda y=layer, s=shape: y.backward(torch.ones(s)), why)
    for bad in (None, "g", [[1.0]]):
        layer.forward(x)
        why = f"{name}.backward refuses what is no tensor"
        refuses(TypeError, f"{name}.backward({bad!r})", lambda y=layer, b=bad: y.backward(b), why)


@pytest.mark.parametrize("name", LOSSES)
def test_loss_shapes(student: Any, name: str, draw: Draw) -> None:
    """A prediction and a target that do not fit, and an empty batch, are a ValueError, forward and backward"""
    x, rows, classes = draw.normal(4, 3), torch.softmax(draw.normal(4, 3), 1), draw.classes(3, 4)
    empty = torch.ones(0, 3).double()
    good, bad = {
        "MSELoss": (rows, [(x, rows[:3]), (x, rows[:, :2]), (x, rows[:, :1]), (x[:, :1], rows[:, 0]), (empty, empty)]),
        "CrossEntropyLoss": (
            classes,
            [(x, rows[:3]), (x, rows[:, :2]), (x, classes[:2]), (x[:1], classes), (empty, classes[:0]), (empty, empty)],
        ),
    }[name]
    loss = getattr(student, name)()
    for method in ("forward", "backward"):
        call = getattr(loss, method)
        works(f"{name}.{method}", lambda c=call: c(x, good))
        for p, t in bad:
            who = f"{name}.{method} on a prediction {tuple(p.shape)} and a target {tuple(t.shape)}"
            misfit = "a prediction and a target that do not fit: they would broadcast or break"
            what = misfit if p.numel() else "an empty batch"
            refuses(ValueError, who, lambda c=call, p=p, t=t: c(p, t), f"{name}.{method} refuses {what}")


@pytest.mark.parametrize("name", LOSSES)
def test_loss_values(student: Any, name: str, draw: Draw) -> None:
    """A class index outside of 0 … C − 1, and NaN in a target, are a ValueError, forward and backward"""
    x, rows, classes = draw.normal(4, 3), torch.softmax(draw.normal(4, 3), 1), draw.classes(3, 4)
    holes = rows.clone()
    holes[1, 2] = torch.nan
    good, odd = {
        "MSELoss": (rows, {"NaN": holes}),
        "CrossEntropyLoss": (
            classes,
            {"NaN": holes, "class 3 of 3": classes * 0 + 3, "class -1": torch.tensor([0, 1, -1, 2])},
        ),
    }[name]
    loss = getattr(student, name)()
    for method in ("forward", "backward"):
        call = getattr(loss, method)
        works(f"{name}.{method}", lambda c=call: c(x, good))
        for what, t in odd.items():
            refused_here = "NaN in a target" if what == "NaN" else "a class index outside of 0 … C − 1"
            who, why = f"{name}.{method} with {what} in the target", f"{name}.{method} refuses {refused_here}"
            refuses(ValueError, who, lambda c=call, t=t: c(x, t.clone()), why)


@pytest.mark.parametrize("name", LOSSES)
def test_loss_types(student: Any, name: str, draw: Draw) -> None:
    """Losses refuse predictions and targets that are no tensors, and classes that are no whole numbers: TypeError"""
    x, t = draw.normal(4, 3), torch.softmax(draw.normal(4, 3), 1)
    loss = getattr(student, name)()
    for method in ("forward", "backward"):
        call = getattr(loss, method)
        works(f"{name}.{method}", lambda c=call: c(x, t))
        for bad in NO_TENSORS:
            why = f"{name}.{method} refuses what is no tensor"
            refuses(TypeError, f"{name}.{method}({bad!r}, target)", lambda c=call, b=bad: c(b, t), why)
            refuses(TypeError, f"{name}.{method}(prediction, {bad!r})", lambda c=call, b=bad: c(x, b), why)
        if name == "CrossEntropyLoss":
            square, halves = x[:3], draw.classes(2, 3) + 0.5  # as rows, they would broadcast
            who, why = f"{name}.{method} with classes like 0.5", f"{name}.{method} refuses classes of floating point"
            refuses(TypeError, who, lambda c=call, s=square, h=halves: c(s, h), why, or_else=ValueError)


def test_sequential_types(student: Any, draw: Draw) -> None:
    """Sequential takes modules only (TypeError), and a refused add_layers adds nothing"""
    layer = trained(student, draw)
    model = student.Sequential()
    x = draw.normal(2, 3, dtype=torch.float32)
    works("Sequential.add_layers and forward", lambda: [model.add_layers(layer), model.forward(x)][1])
    if not torch.equal(model.forward(x), layer.forward(x)):
        raise Blocked("needs a Sequential that calls its layer", "First mend Sequential.forward.")
    why = "Sequential refuses what is no module"
    for bad in NO_MODULES:
        refuses(TypeError, f"Sequential({bad!r})", lambda b=bad: student.Sequential(b), why)
        refuses(TypeError, f"add_layers({bad!r})", lambda b=bad: model.add_layers(b), why)
        refuses(TypeError, f"add_layers([layer, {bad!r}])", lambda b=bad: model.add_layers([layer, b]), why)
        with hinting("A refused add_layers adds nothing: check all modules first, then append them."):
            left = len(student.items(model, "layers"))
            assert left == 1, f"add_layers({bad!r}): expected the layers as they were, got {left}"
    for odd in NO_TENSORS:
        refuses(
            TypeError,
            f"Sequential.forward({odd!r})",
            lambda b=odd: model.forward(b),
            "The network refuses what is no tensor",
        )
    empty = "The network refuses an empty batch"
    refuses(ValueError, "Sequential.forward on an empty batch", lambda: model.forward(torch.ones(0, 3)), empty)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_optimizer_arguments(student: Any, name: str) -> None:
    """Optimizers refuse a negative learning rate (ValueError), and a model or a rate of the wrong type (TypeError)"""
    model = student.define("Holder", HOLDER)()
    make = getattr(student, name)
    works(f"{name}(model, 0.1)", lambda m=make: [m(model, 0.1), model.p][1])
    why = f"{name} refuses a negative learning rate"
    refuses(ValueError, f"{name}(model, -0.1)", lambda m=make: m(model, -0.1), why)
    for bad in NO_MODULES:
        why = f"{name} refuses a model that is no Module"
        refuses(TypeError, f"{name}({bad!r}, 0.1)", lambda m=make, b=bad: m(b, 0.1), why)
    for odd in ("0.1", None, [0.1]):
        why = f"{name} refuses a learning rate that is no number"
        refuses(TypeError, f"{name}(model, {odd!r})", lambda m=make, b=odd: m(model, b), why)


Refusal = tuple[str, Callable[[], object], tuple[str, ...]]


def messages(student: Any, draw: Draw, name: str) -> list[Refusal]:
    """What the class refuses, a call, and what its message must hold: of each `a|b` one, whatever the case.

    A method that a base class has for all may name the base class.
    """
    x, rows = draw.normal(5, 3), torch.softmax(draw.normal(5, 3), 1)
    part: Any = None if name == "SGD" else built(student, name, *((3, 4) if name == "Linear" else ()))
    if name == "Tanh":
        works("Tanh.forward", lambda: part.forward(x))
        if not isinstance(part.in_value, Tensor):
            raise Blocked("needs a Tanh that keeps in_value", "First mend in_value of Tanh.")
    model = student.define("Holder", HOLDER)() if name == "SGD" else None
    of_all: dict[str, list[Refusal]] = {
        "Linear": [
            ("another dtype", lambda: part.forward(x), ("linear", "float32", "float64")),
            ("None as input", lambda: part.forward(None), ("linear", "none")),
            ("a negative size", lambda: student.Linear(-7, 4), ("linear", "-7")),
        ],
        "Relu": [
            ("an empty batch", lambda: part.forward(torch.ones(0, 3)), ("relu|activation|cell", "0|empty")),
            ("backward before forward", lambda: part.backward(x), ("relu|activation|cell",)),
        ],
        "Tanh": [
            (
                "a gradient of another shape",
                lambda: part.backward(torch.ones(5, 9).double()),
                ("tanh|activation|cell", "9"),
            )
        ],
        "Softmax": [
            ("a third dimension", lambda: part.forward(torch.ones(5, 6, 7)), ("softmax|activation|cell", "7|3"))
        ],
        "MSELoss": [("NaN in a target", lambda: part.forward(x, rows * torch.nan), ("mse|loss", NAN))],
        "CrossEntropyLoss": [
            ("too few classes", lambda: part.forward(x, draw.classes(3, 4)), ("cross|loss", "5|4")),
            ("a class beyond the last", lambda: part.forward(x, draw.classes(3, 5) + 9), ("cross|loss", BEYOND)),
        ],
        "Sequential": [
            ("what is no module", lambda: student.Sequential("Linear"), ("sequential|add_layers", "str|linear"))
        ],
        "SGD": [
            ("a negative learning rate", lambda: student.SGD(model, -0.5), ("sgd|optimizer", "-0.5")),
            ("a model that is none", lambda: student.SGD(None, 0.5), ("sgd|optimizer", "none")),
        ],
    }
    return of_all[name]


def said(call: Callable[[], object]) -> str:
    """The message of what `call` raises; whether it has to raise is for other tests to say."""
    try:
        call()
    except StudentError as error:
        return error.text
    return SILENT


@pytest.mark.parametrize("name", SPEAKING)
def test_messages(student: Any, name: str, draw: Draw) -> None:
    """A message says who refuses, what was expected and what came"""
    whole = "A message says who refuses, what was expected and what came: “Linear(3, 4): expected (N, 3), got (5, 2)”."
    texts = [(what, said(call), needed) for what, call, needed in messages(student, draw, name)]
    if all(text is SILENT for _, text, _ in texts):
        raise Blocked(f"needs {name} to refuse something, and it raises nothing", f"First let {name} refuse bad input.")
    for what, text, needed in texts:
        missing = [words for words in needed if not any(word in text.lower() for word in words.split("|"))]
        with hinting(f"{whole} Here: {what}."):
            assert text is SILENT or not missing, f"on {what}: expected {missing} in the message, got {text!r}"
    for who, call, why, words in widths(student, draw, name):
        with hinting(whole):
            text = refuses(ValueError, who, call, why)
            for what, word in words.items():
                assert word in text.lower(), f"{who}: expected a message that says {what}, got {text!r}"


def widths(student: Any, draw: Draw, name: str) -> Iterator[tuple[str, Callable[[], object], str, dict[str, str]]]:
    """Calls with two widths that do not fit: both stand in the message."""
    if name == "Linear":
        trained(student, draw, 7, 4)
        layer, x = built(student, "Linear", 7, 4), torch.ones(5, 6)
        words = {"who refuses": "linear", "the width expected": "7", "the width that came": "6"}
        yield "Linear(7, 4).forward on shape (5, 6)", lambda: layer.forward(x), "Linear refuses another width", words
    if name == "MSELoss":
        loss, x, t = student.MSELoss(), torch.ones(5, 6), torch.ones(5, 9)
        words = {"who refuses": "mse", "the width of the prediction": "6", "that of the target": "9"}
        yield "MSELoss on (5, 6) and (5, 9)", lambda: loss.forward(x, t), "MSELoss refuses misfits", words


@pytest.mark.parametrize("name", LAYERS)
def test_nothing_changed(student: Any, name: str, draw: Draw) -> None:
    """A layer that raises keeps its gradients and its in_value as they were"""
    if name == "Linear":
        check_linear_unchanged(student, draw)
        return
    cell, x = built(student, name), draw.normal(2, 3)
    works(f"{name}.forward", lambda: cell.forward(x))
    kept = cell.in_value
    if not isinstance(kept, Tensor):
        raise Blocked(f"needs a {name} that keeps in_value", f"First mend in_value of {name}.")
    calls = [("forward", cell.forward, value) for value in (torch.ones(0, 3), None)]
    calls += [("forward", cell.forward, torch.ones(2, 3, 4))] if name == "Softmax" else []
    calls += [("backward", cell.backward, value) for value in (torch.ones(5, 2), None)]
    for method, call, value in calls:
        refused(f"{name}.{method}", call, value)
        with hinting("Check first, before in_value is stored: a refused call changes nothing.", first=True):
            equal(f"{name}.in_value after a refused {method}", cell.in_value, kept)


def check_linear_unchanged(student: Any, draw: Draw) -> None:
    """Linear, which has gradients to keep, too."""
    layer = trained(student, draw)
    kept, dw, db = layer.in_value, layer.dw, layer.db
    if not isinstance(kept, Tensor) or not isinstance(dw, Tensor) or not isinstance(db, Tensor):
        raise Blocked("needs a Linear that keeps in_value, dw and db", "First mend in_value, dw and db of Linear.")
    bad: tuple[Any, ...] = (torch.ones(5, 2), torch.ones(2, 3, dtype=torch.float64), torch.ones(0, 3), None)
    calls = [("forward", layer.forward, value) for value in bad]
    calls += [("backward", layer.backward, value) for value in (torch.ones(3, 4), torch.ones(2, 3), None)]
    for method, call, value in calls:
        refused(f"Linear.{method}", call, value)
        words = "Check first, before anything is changed: a refused call stores no in_value and adds to no gradient."
        with hinting(words, first=True):
            equal("in_value after a refused call", layer.in_value, kept)
            equal("dw after a refused call", layer.dw, dw)
            equal("db after a refused call", layer.db, db)


def refused(who: str, call: Callable[[Any], object], value: Any) -> None:
    """A call on bad input raises; which exception is for other tests to say."""
    try:
        call(value)
    except StudentError:
        return
    raise Blocked(f"needs {who} to refuse bad input", f"First let {who} raise on bad input.")
