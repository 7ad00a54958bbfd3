"""Exercise `linear`: y = x wᵀ + b, its three gradients, accumulation, and who owns which tensor."""

from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import linear

from grader.errors import StudentError
from grader.testing.draw import Draw, put, repeated, transposed
from grader.testing.expect import close, equal, gradient, hinting, rarely, some_tensor, within
from grader.testing.mismatch import Mismatch
from reference.oracle import vjp

OBLONG, SQUARE = (5, 3, 4), (4, 4, 4)  # N, I, O
SHAPES = (OBLONG, (40, 4, 4), SQUARE, (1, 2, 3), (3, 1, 1), (4, 7, 1))  # also one sample, one weight
ORDINARY = tuple(
    f"linear.test_{each}" for each in ("forward", "gradient_input", "gradient_weight", "gradient_bias", "accumulation")
)
OVERWRITTEN = "The gradient of the last call alone: backward must add to what is there, self.dw += …, not assign."
LEFT_ALONE = "backward must leave in_value and w as they are: it only adds to dw and db; w is the optimizer's."
STALE = "backward must add in place, so that a list kept from before stays live: self.dw.add_(…), not self.dw = …."
STRIDES = "Elements count, not how they lie in memory: an input may be transposed or expanded; use reshape, not view."
OF_ITS_OWN = "Return a tensor of its own at each call: one that is kept and written again changes at a later call."
CHANGED = "What the caller passed in was changed: compute out of place, without mul_, add_ or +=."
NO_BIAS = "With bias=False there is no b: not in forward, not in backward, not in param() and gradwrtparam()."
ANY_SIZE = "A layer takes batches of any size, one after the other: keep nothing that fits one size alone."
SINGLE = "Right in one dtype, wrong in the other: is something computed in a dtype of its own?"
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
SAMPLES = "A batch is its samples one by one: no mean over them, none left out, and each backward adds its own."
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


def test_forward(student: Any, draw: Draw) -> None:
    """forward is x wᵀ + b for oblong, square and single-sample inputs"""
    for who, layer, (x, w, b), _ in cases(student, draw, SHAPES):
        wrong = forward_mistakes(x, w, b)
        with hinting(FORWARD):
            close(f"{who}: forward", layer.forward(x), linear(x, w, b), wrong=wrong)
        with hinting("With train False forward computes the same, and only keeps nothing."):
            layer.training_mode(False)
            close(f"{who}: forward with train False", layer.forward(x), linear(x, w, b))


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


def test_gradient_input(student: Any, draw: Draw) -> None:
    """backward returns the derivative with respect to the input"""
    check_gradient(student, draw, 0, shapes=SHAPES)


def test_gradient_weight(student: Any, draw: Draw) -> None:
    """backward puts the derivative with respect to w into dw"""
    check_gradient(student, draw, 1, shapes=SHAPES)


def test_gradient_bias(student: Any, draw: Draw) -> None:
    """backward puts the derivative with respect to b into db"""
    check_gradient(student, draw, 2, shapes=SHAPES)


def test_accumulation(student: Any, draw: Draw) -> None:
    """Two backwards add up in dw and db, and one forward serves any number of them"""
    for who, layer, (x, w, b), g in cases(student, draw, SHAPES):
        layer.forward(x)
        layer.backward(g)
        once = layer.dw, layer.db
        other, h = draw.normal(*x.shape), draw.normal(*g.shape)
        layer.forward(other)
        layer.backward(h)
        for k, (name, first, second, came) in enumerate(
            (("dw", once[0], h.T @ other, layer.dw), ("db", once[1], h.sum(0), layer.db)), 1
        ):
            if not isinstance(first, Tensor) or not first.any():
                raise Mismatch(f"{who}: {name}: expected a gradient after the first backward, got none", BACKWARD)
            alone = gradient_mistakes(k, [other, w, b], h)
            wrong = {OVERWRITTEN: second, **{words: first + value for words, value in alone.items()}}
            with hinting("Two backwards must add up in dw and db."):
                close(f"{who}: {name} after two backwards", came, first + second, wrong=wrong)
        with hinting(LEFT_ALONE):
            before, twice = layer.w, layer.dw
            again = layer.backward(h)
            close(f"{who}: backward called again", again, h @ before, wrong=gradient_mistakes(0, [other, w, b], h))
            equal(f"{who}: w after backward", layer.w, before)
        with hinting("Every backward adds to dw, also the second one after the same forward."):
            close(f"{who}: dw after backward was called again", layer.dw, twice + h.T @ other)


def test_batch(student: Any, draw: Draw, so_far: dict[str, str]) -> None:
    """A batch gives what its samples give one by one: rows of the output, sums of the gradients"""
    with student.default_dtype(torch.float64):
        whole, single = student.Linear(3, 4), student.Linear(3, 4)
    x, g, w, b = draw.normal(5, 3), draw.normal(5, 4), draw.normal(4, 3), draw.normal(4)
    load(student, whole, w, b)
    load(student, single, w, b)
    y, dx = some_tensor("forward", whole.forward(x)), some_tensor("backward", whole.backward(g))
    with hinting(SAMPLES):
        for k in range(5):
            close(f"sample {k} alone: forward", single.forward(x[k : k + 1]), y[k : k + 1])
            close(f"sample {k} alone: backward", single.backward(g[k : k + 1]), dx[k : k + 1])
        close("dw of the batch", whole.dw, single.dw)
        close("db of the batch", whole.db, single.db)
        assert whole.dw.any(), "dw: expected a gradient, got zeros"
    for who, layer, rows in (("larger", single, slice(None)), ("smaller", whole, slice(2))):
        with rarely(ANY_SIZE, so_far, *ORDINARY):
            dw, db = layer.dw, layer.db
            close(f"forward on a batch {who} than those before", layer.forward(x[rows]), y[rows])
            close(f"backward on a batch {who} than those before", layer.backward(g[rows]), dx[rows])
            close(f"dw of a batch {who} than those before", layer.dw, dw + g[rows].T @ x[rows])
            close(f"db of a batch {who} than those before", layer.db, db + g[rows].sum(0))


def test_strides(student: Any, draw: Draw, so_far: dict[str, str]) -> None:
    """Linear counts elements, however these lie in memory: transposed, or one row for all"""
    with student.default_dtype(torch.float64):
        layer = student.Linear(3, 4)
    x, w, b, g = draw.normal(5, 3), draw.normal(4, 3), draw.normal(4), draw.normal(5, 4)
    load(student, layer, w, b)
    with rarely(STRIDES, so_far, *ORDINARY):
        close("forward of a transposed input", layer.forward(transposed(student, x)), linear(x, w, b))
        for how, handle, same in (
            ("a transposed gradient", transposed(student, g), g),
            ("a gradient of one row for all", repeated(student, g[:1], 5), g[:1].expand(5, 4)),
        ):
            dw, db = layer.dw, layer.db
            close(f"backward of {how}", layer.backward(handle), same @ w)
            close(f"dw after {how}", layer.dw, dw + same.T @ x)
            close(f"db after {how}", layer.db, db + same.sum(0))


def test_no_bias(student: Any, draw: Draw, so_far: dict[str, str]) -> None:
    """With bias=False there is no b: neither in forward nor in backward nor in the lists"""
    with rarely(NO_BIAS, so_far, *ORDINARY):
        with student.default_dtype(torch.float64):
            layer = student.Linear(3, 2, bias=False)
            other = student.Linear(3, 2, False)
        assert layer.bias is False and other.bias is False, f"bias: expected False, got {layer.bias!r}"
        x, w, g = draw.normal(4, 3), draw.normal(2, 3), draw.normal(4, 2)
        none = torch.zeros(2, dtype=torch.float64)
        listed = layer.param()
        assert isinstance(listed, list | tuple) and len(listed) == 1, f"param(): expected [w], got {listed!r}"
        put(layer, w)
        close("forward without bias", layer.forward(x), x @ w.T, wrong=forward_mistakes(x, w, none))
        close("backward without bias", layer.backward(g), g @ w, wrong=gradient_mistakes(0, [x, w, none], g))
        close("dw without bias", layer.dw, g.T @ x, wrong=gradient_mistakes(1, [x, w, none], g))
        gradients = layer.gradwrtparam()
        assert isinstance(gradients, list | tuple) and len(gradients) == 1, (
            f"gradwrtparam(): expected [dw], got {gradients!r}"
        )
        close("gradwrtparam()[0] without bias", gradients[0], g.T @ x)
        if so_far.get("module.test_to_string") != "failed":
            text = layer.to_string()
            assert isinstance(text, str) and text.strip(), f"to_string() without bias: expected a text, got {text!r}"
    with rarely("backward must add to dw, also without bias.", so_far, *ORDINARY, first=True):
        layer.backward(g)
        close("dw without bias after two backwards", layer.dw, 2 * g.T @ x)


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


def test_live(student: Any, draw: Draw, so_far: dict[str, str]) -> None:
    """A list kept from before still holds the live tensors: written into, they count; a backward shows in them"""
    with student.default_dtype(torch.float64):
        layer = student.Linear(3, 4)
    params, grads = layer.param.keep(), layer.gradwrtparam.keep()
    x, g = draw.normal(2, 3), draw.normal(2, 4)
    same = student.keep(x)  # one object: whoever remembers an output by its input has to see that w is another
    layer.forward(same)
    layer.backward(g)
    true = {"dw": g.T @ x, "db": g.sum(0)}
    w, b = draw.normal(4, 3), draw.normal(4)
    for k, (handle, (name, value)) in enumerate(zip(grads, true.items(), strict=True), 1):
        stale = not student.same(handle, student.attr(layer, name))
        with rarely(STALE if stale else f"gradwrtparam() holds {name} itself.", so_far, *ORDINARY, first=stale):
            wrong = gradient_mistakes(k, [x, w, b], g)
            close(f"the {name} kept from before", student.read(handle), value, wrong=wrong)
    with rarely("param() holds w and b themselves: written into, they count at the next call.", so_far, *ORDINARY):
        params[0].copy_(w)
        params[1].copy_(b)
        wrong = forward_mistakes(x, w, b)
        close("forward after writing into param()", layer.forward(same), linear(x, w, b), wrong=wrong)
        wrong = gradient_mistakes(0, [x, w, b], g)
        close("backward after writing into param()", layer.backward(g), g @ w, wrong=wrong)
    with rarely(STALE, so_far, *ORDINARY):
        grads[0].zero_()
        grads[1].zero_()
        layer.backward(g)
        for name, value in true.items():
            close(f"{name} after zeroing the kept list and one backward", getattr(layer, name), value)


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


def test_dtype(student: Any, draw: Draw, so_far: dict[str, str]) -> None:
    """Parameters have torch's default dtype, and everything stays in it"""
    for dtype in (torch.float32, torch.float64):
        with student.default_dtype(dtype):
            layer = student.Linear(3, 4)
        x, w, b, g = (draw.normal(*shape, dtype=dtype) for shape in ((5, 3), (4, 3), (4,), (5, 4)))
        for name in ("w", "b", "dw", "db"):
            came = some_tensor(name, getattr(layer, name))
            with hinting("Create parameters and gradients without a dtype: torch's default decides it."):
                assert came.dtype == dtype, f"{name} under default dtype {dtype}: got {came.dtype}"
        load(student, layer, w, b)
        with rarely(SINGLE, so_far, *ORDINARY):
            close(f"forward in {dtype}", layer.forward(x), linear(x, w, b), wrong=forward_mistakes(x, w, b))
            answers = layer.backward(g), layer.dw, layer.db
            for k, (name, value, true) in enumerate(
                zip(("backward", "dw", "db"), answers, vjp(linear, (x, w, b), g), strict=True)
            ):
                close(f"{name} in {dtype}", value, true, wrong=gradient_mistakes(k, [x, w, b], g))


def test_in_value(student: Any, draw: Draw) -> None:
    """A training forward keeps its input; with train False it does not; set by hand, it is what backward uses"""
    with student.default_dtype(torch.float64):
        layer = student.Linear(3, 4)
    x, other, third, g = draw.normal(5, 3), draw.normal(5, 3), draw.normal(2, 3), draw.normal(5, 4)
    layer.forward(x)
    with hinting("A training forward keeps its input: self.update_in_value(x)."):
        equal("in_value after a training forward", layer.in_value, x)
    layer.training_mode(False)
    layer.forward(third)
    with hinting("in_value is kept only while train is True: let update_in_value decide."):
        equal("in_value after a forward with train False", layer.in_value, x)
    layer.training_mode(True)
    layer.in_value = other
    layer.backward(g)
    with hinting("backward must use in_value, and no private copy of the input: in_value set by hand counts."):
        wrong = gradient_mistakes(1, [other, torch.empty(4, 3), torch.empty(4)], g)
        close("dw after in_value was set by hand", layer.dw, g.T @ other, wrong=wrong)
    layer.training_mode(False)
    mode = "backward works whatever train is: it uses in_value, adds to dw and db, and asks for no mode."
    with hinting(mode, first=True):
        layer.backward(g)
        close("dw after a backward with train False", layer.dw, 2 * g.T @ other)


def test_untouched(student: Any, draw: Draw) -> None:
    """Nothing that the caller passed in changes, and nothing returned changes at a later call"""
    with student.default_dtype(torch.float64):
        layer = student.Linear(3, 3)
    values = x, g, other = draw.normal(4, 3), draw.normal(4, 3), draw.normal(4, 3)
    handles = [student.keep(value.clone()) for value in values]
    y = layer.forward.keep(handles[0])
    dx = layer.backward.keep(handles[1])
    before = student.read(y), student.read(dx)
    later = student.keep(values[1] * 2)
    layer.forward(handles[2])
    layer.backward(later)
    for name, handle, value in zip(("the input", "gradwrtoutput", "the second input"), handles, values, strict=True):
        if not torch.equal(student.read(handle), value):
            raise Mismatch(f"{name} after the calls: expected it as it was", CHANGED)
    for name, handle, value in (("forward", y, before[0]), ("backward", dx, before[1])):
        with hinting(OF_ITS_OWN):
            some_tensor(name, value)
            assert torch.equal(student.read(handle), value), (
                f"what {name} returned: expected it unchanged by later calls"
            )
            for place in [*handles, *layer.param.keep(), *layer.gradwrtparam.keep()]:
                assert not student.share_memory(handle, place), (
                    f"{name}: expected a tensor of its own, got shared memory"
                )


def test_scales(student: Any, draw: Draw, so_far: dict[str, str]) -> None:
    """Forward and gradients are exact to rounding, element by element, over many orders of magnitude"""
    with student.default_dtype(torch.float64):
        layer = student.Linear(3, 4)
    x, w, b, g = draw.scales(5, 3), draw.scales(4, 3), draw.scales(4), draw.scales(5, 4)
    load(student, layer, w, b)
    expected = linear(x, w, b), *vjp(linear, (x, w, b), g)
    came = layer.forward(x), layer.backward(g), layer.dw, layer.db
    for name, value, true in zip(("forward", "backward", "dw", "db"), came, expected, strict=True):
        words = "Exact to rounding in each element: is something computed in float32, rounded or approximated?"
        with rarely(words, so_far, *ORDINARY):
            within(f"{name} on values from 1e-4 to 1e4", value, true, 1e-13, torch.float64, relative=True)
