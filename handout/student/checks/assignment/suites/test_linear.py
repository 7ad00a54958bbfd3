"""Exercise `linear`: y = x wᵀ + b, its three gradients, accumulation, and who owns which tensor."""

from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import linear

from checks.errors import StudentError
from checks.testing.draw import Draw
from checks.testing.expect import close, equal, gradient, hinting, some_tensor
from checks.testing.mismatch import Mismatch
from checks.reference.oracle import vjp

OBLONG, SQUARE = (5, 3, 4), (4, 4, 4)  # N, I, O
OVERWRITTEN = "The gradient of the last call alone: backward must add to what is there, self.dw += …, not assign."
LEFT_ALONE = "backward must leave in_value and w as they are: it only adds to dw and db; w is the optimizer's."
CHANGED = "What the caller passed in was changed: compute out of place, without mul_, add_ or +=."
IMPORTED = """
class Imported:
    def seed(self):
        import importlib, sys
        former = {name: module for name, module in sys.modules.items() if name.partition(".")[0] == "framework"}
        for name in former:
            del sys.modules[name]
        torch.manual_seed(7)
        try:
            importlib.import_module("framework")
        finally:
            sys.modules.update(former)
        return torch.initial_seed()
"""
FORWARD = "See the lesson on Linear: y = x wᵀ + b."
BACKWARD = "See the lesson on Linear: backward adds gᵀ x to dw, the sum of g over the samples to db, returns g w."
FINITE = "There is NaN or infinity in it: was memory taken with torch.empty and not filled, or divided by zero?"
RANDOM = "Weights start at random numbers, each of its own: equal ones get equal gradients and stay equal."


def load(student: Any, layer: Any, w: Tensor, b: Tensor) -> None:
    """Write parameters into w and b themselves, so that a wrong param() costs nothing here."""
    for name, value in (("w", w), ("b", b)):
        try:
            student.attr(layer, name).copy_(value)
        except StudentError as error:
            raise Mismatch(
                f"{name}: cannot write a tensor of shape {tuple(value.shape)} into it: {error}",
                "w is a tensor of the shape (out_size, in_size), b one of the shape (out_size,).",
            ) from error


def forward_mistakes(x: Tensor, w: Tensor, b: Tensor) -> dict[str, Tensor]:
    """What the well-known mistakes of forward give."""
    y = x @ w.T
    return {
        "The bias is missing: is the result of adding it kept?": y,
        "The bias is subtracted.": y - b,
        "The bias is added twice.": y + 2 * b,
        "The product is divided by in_size: a mean where a sum over the inputs is meant.": y / w.shape[1] + b,
        "This is x w, not x wᵀ: the transpose is missing.": x @ w + b if w.shape[0] == w.shape[1] else y,
        "w is reshaped (view, reshape) where it should be transposed (w.T).": x @ w.reshape(w.T.shape) + b,
    }


def gradient_mistakes(which: int, values: list[Tensor], g: Tensor) -> dict[str, Tensor]:
    """What the well-known mistakes of backward give for x, w or b."""
    x, w, _ = values
    n, o, square = len(g), g.shape[1], w.shape[0] == w.shape[1]
    if which == 0:
        return {
            "Divided by the number of samples: that belongs into the loss alone.": g @ w / n,
            "g times wᵀ where g times w is meant: the transpose is one too many.": g @ w.T if square else g @ w,
            "The incoming gradient is handed on as it came: multiply it by w.": g if square else g @ w,
            "The incoming gradient is multiplied by dw: multiply it by w, not dw.": g @ (g.T @ x),
        }
    if which == 1:
        return {
            "This is the mean over the samples, not the sum.": g.T @ x / n,
            "Transposed: the shape fits, and the numbers are those of xᵀ g. Write gᵀ x.": (x.T @ g).reshape(w.shape),
            "gradwrtoutput is missing: this is the sum of the inputs alone.": torch.ones_like(g).T @ x,
            "The first sample alone is counted.": g[:1].T @ x[:1],
            "Cut off at ±1: a clip or clamp has no place in backward.": (g.T @ x).clamp(-1, 1),
            "In dw there is one too many in each place: gradients start at zero.": g.T @ x + 1,
        }
    return {
        "This is the mean over the samples, not the sum.": g.mean(0),
        "The sum runs over the outputs: sum over dimension 0, the samples.": g.sum(1) if n == o else g.sum(0),
        "The sum runs over everything: sum over dimension 0, the samples.": g.sum().expand(o),
        "In db there is one too many in each place: gradients start at zero.": g.sum(0) + 1,
    }


def cases(
    student: Any, draw: Draw, shapes: Sequence[tuple[int, int, int]]
) -> Iterator[tuple[str, Any, list[Tensor], Tensor]]:
    """A float64 layer of each shape with parameters put in: who, layer, [x, w, b], g."""
    with student.default_dtype(torch.float64):
        for n, i, o in shapes:
            layer = student.Linear(i, o)
            x, w, b, g = draw.normal(n, i), draw.normal(o, i), draw.normal(o), draw.normal(n, o)
            load(student, layer, w, b)
            yield f"Linear({i}, {o}) on {n} samples", layer, [x, w, b], g


def check_gradient(student: Any, draw: Draw, *which: int, shapes: Sequence[tuple[int, int, int]]) -> None:
    """The gradients with respect to x, w or b (`which`), from one backward on a fresh layer."""
    for who, layer, values, g in cases(student, draw, shapes):
        layer.forward(values[0])
        answers = layer.backward(g), layer.dw, layer.db
        for k in which:

            def own(value: Tensor, k: int = k, layer: Any = layer, values: list[Tensor] = values) -> Any:
                x, w, b = (value if place == k else v for place, v in enumerate(values))
                load(student, layer, w, b)
                return layer.forward(x)

            expected = vjp(linear, values, g)[k]
            name = ("backward", "dw after backward", "db after backward")[k]
            wrong = gradient_mistakes(k, values, g)
            with hinting(BACKWARD):
                gradient(f"{who}: {name}", answers[k], expected, own, values[k], g, wrong=wrong)


def test_build(student: Any) -> None:
    """Linear(3, 4) has its sizes, parameters w and b, and gradients dw and db that start at zero"""
    layer = student.Linear(3, 4)
    for name, expected in (("in_size", 3), ("out_size", 4), ("bias", True)):
        came = getattr(layer, name)
        if type(came) is not type(expected) or came != expected:
            raise Mismatch(
                f"{name}: expected {expected}, got {came!r}",
                "Keep in_size, out_size and bias as they were given: are in_size and out_size the other way round?",
            )
    for name, shape in (("w", (4, 3)), ("b", (4,))):
        came = getattr(layer, name)
        with hinting("w is a tensor of the shape (out_size, in_size), b one of the shape (out_size,)."):
            assert isinstance(came, Tensor), f"{name}: expected a tensor, got {came!r}"
            assert came.shape == shape, f"{name}: expected shape {shape}, got {tuple(came.shape)}"
        with hinting(FINITE):
            assert came.isfinite().all(), f"{name}: expected finite numbers"
    with hinting("Gradients start as zeros of their parameter's shape: dw like w, db like b."):
        equal("dw at first", layer.dw, torch.zeros(4, 3))
        equal("db at first", layer.db, torch.zeros(4))


def test_forward_example(student: Any) -> None:
    """forward on two samples, worked out by hand"""
    layer = student.Linear(3, 2)
    w, b = torch.tensor([[1.0, 2.0, 3.0], [-1.0, 0.5, 2.0]]), torch.tensor([0.5, -1.0])
    x = torch.tensor([[1.0, 0.0, 2.0], [3.0, -1.0, 1.0]])
    load(student, layer, w, b)
    given = student.keep(x.clone())
    came = layer.forward(given)
    with hinting(CHANGED):
        equal("the input after forward", student.read(given), x)
    with hinting(FORWARD):
        close("Linear(3, 2).forward", came, torch.tensor([[7.5, 2.0], [4.5, -2.5]]), wrong=forward_mistakes(x, w, b))
        square, w = student.Linear(2, 2), torch.tensor([[1.0, 2.0], [3.0, 4.0]])
        load(student, square, w, b)
        wrong = forward_mistakes(x[:, :2], w, b)
        close("Linear(2, 2).forward", square.forward(x[:, :2]), torch.tensor([[1.5, 2.0], [1.5, 4.0]]), wrong=wrong)


def test_backward_example(student: Any) -> None:
    """backward on two samples, worked out by hand"""
    layer = student.Linear(3, 2)
    w, b = torch.tensor([[1.0, 2.0, 3.0], [-1.0, 0.5, 2.0]]), torch.tensor([0.5, -1.0])
    x, g = torch.tensor([[1.0, 0.0, 2.0], [3.0, -1.0, 1.0]]), torch.tensor([[1.0, 2.0], [0.0, -1.0]])
    load(student, layer, w, b)
    with hinting(BACKWARD):
        layer.forward(x)
        came = layer.backward(g)
        true = (
            torch.tensor([[-1.0, 3.0, 7.0], [1.0, -0.5, -2.0]]),
            torch.tensor([[1.0, 0.0, 2.0], [-1.0, 1.0, 3.0]]),
            torch.tensor([1.0, 1.0]),
        )
        for k, (name, value) in enumerate((("backward", came), ("dw", layer.dw), ("db", layer.db))):
            close(f"Linear(3, 2).{name}", value, true[k], wrong=gradient_mistakes(k, [x, w, b], g))


def test_two_backwards(student: Any) -> None:
    """Two backwards in a row add up, worked out by hand: each adds to dw and db, and w stays as it is"""
    with student.default_dtype(torch.float64):
        layer = student.Linear(2, 2)
    w, b = torch.tensor([[1.0, 2.0], [3.0, 4.0]]).double(), torch.tensor([10.0, 20.0]).double()
    x, g = torch.tensor([[1.0, 2.0], [0.0, 3.0]]).double(), torch.tensor([[1.0, -1.0], [2.0, 0.0]]).double()
    dw, db = torch.tensor([[1.0, 8.0], [-1.0, -2.0]]).double(), torch.tensor([3.0, -1.0]).double()
    load(student, layer, w, b)
    with hinting(BACKWARD):
        layer.forward(x)
        layer.backward(g)
        for k, (name, came, once) in enumerate((("dw", layer.dw, dw), ("db", layer.db, db)), 1):
            close(f"{name} after one backward", came, once, wrong=gradient_mistakes(k, [x, w, b], g))
    # The second batch is the first one upside down, and twice its gradient: 2 dw and 2 db come to what is there.
    layer.forward(x.flip(0))
    dx = layer.backward(2 * g.flip(0))
    with hinting(LEFT_ALONE):
        equal("w after two backwards", layer.w, w)
    with hinting("Two backwards must add up in dw and db."):
        for name, came, once in (("dw", layer.dw, dw), ("db", layer.db, db)):
            close(f"{name} after two backwards", came, 3 * once, wrong={OVERWRITTEN: 2 * once})
        true = torch.tensor([[4.0, 8.0], [-4.0, -4.0]]).double()
        wrong = gradient_mistakes(0, [x.flip(0), w, b], 2 * g.flip(0))
        close("what the second backward returns", dx, true, wrong=wrong)
    with hinting(LEFT_ALONE):
        close("backward called again after the same forward", layer.backward(2 * g.flip(0)), true)
        close("dw after backward was called again", layer.dw, 5 * dw)


def test_gradient_check(student: Any, draw: Draw) -> None:
    """backward fits the slopes of forward on random numbers, as layer_error of gradcheck.py finds them"""
    check_gradient(student, draw, 0, 1, 2, shapes=(OBLONG, SQUARE))


def test_lists(student: Any, draw: Draw) -> None:
    """param() is [w, b] and gradwrtparam() is [dw, db]: the very tensors, in one order"""
    layer = student.Linear(3, 4)
    x, g = draw.normal(2, 3, dtype=torch.float32), draw.normal(2, 4, dtype=torch.float32)
    for moment in ("at first", "after a backward"):
        for method, names in (("param", ("w", "b")), ("gradwrtparam", ("dw", "db"))):
            came = getattr(layer, method).keep()
            if not isinstance(came, list | tuple) or len(came) != 2:
                raise Mismatch(
                    f"{method}(): expected a list of 2 tensors, got {came!r}",
                    "param() is [w, b], gradwrtparam() [dw, db].",
                )
            own = [student.attr(layer, name) for name in names]
            if student.same(came[0], own[1]) and student.same(came[1], own[0]):
                raise Mismatch(
                    f"{method}(): expected {names}, got them in the other order", "The order is w, b and dw, db."
                )
            for handle, mine, name in zip(came, own, names, strict=True):
                if not student.same(handle, mine):
                    raise Mismatch(
                        f"{method}() {moment}: expected the very tensor {name}, got another object",
                        "The lists hold the tensors themselves, not copies: an optimizer writes into them.",
                    )
        layer.forward(x)
        layer.backward(g)


def test_random_start(student: Any) -> None:
    """Parameters start at random, and torch.manual_seed decides them"""

    def drawn(seed: int) -> list[Tensor]:
        student.manual_seed(seed)
        layers = student.Linear(6, 5), student.Linear(6, 5)
        found = [some_tensor(name, getattr(layer, name)) for layer in layers for name in ("w", "b")]
        with hinting(FINITE):
            assert all(value.isfinite().all() for value in found), "w, b: expected finite numbers"
        return found

    (once, bias, second, _), (again, same, *_), (other, _, third, _) = drawn(7), drawn(7), drawn(8)
    with hinting(
        "Draw from torch's global generator, so that torch.manual_seed decides the weights; set no seed yourself."
    ):
        assert torch.equal(once, again), "w: expected the same numbers after the same torch.manual_seed"
        assert torch.equal(bias, same), "b: expected the same numbers after the same torch.manual_seed"
        if len(once.unique()) > 25:
            assert not torch.equal(once, other), "w: expected other numbers after another torch.manual_seed"
            assert not torch.equal(once, second), "w: expected other numbers in a second layer"
            assert not torch.equal(second, third), "w: expected the seed to decide the second layer, too"
        seed = student.define("Imported", IMPORTED)().seed()
        assert seed == 7, "import framework: expected it to leave the seed as it was set"
    with hinting(RANDOM):
        assert len(once.unique()) > 25, "w: expected a number of its own in every place"
