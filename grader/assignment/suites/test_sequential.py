"""Exercise `sequential`: order, nesting, modes, `predict`, and the gradients of whole networks.

The layers are the suite's own, so that a wrong Linear or Relu costs nothing here.
"""

from contextlib import suppress
from typing import Any

import torch
from torch import Tensor

from grader.errors import StudentError
from grader.testing.draw import Draw
from grader.testing.expect import close, equal, hinting
from grader.testing.mismatch import Mismatch
from reference.oracle import vjp

# y = w·x + b·x², element by element, by an honest layer of the suite's; a wrong Cell is made up for (assignment/carry).
CURVE = """
class Curve(Cell):
    modes_seen = []  # of all forwards, those of copies, too
    def __init__(self, w, b):
        super().__init__()
        self.w, self.b = w.clone(), b.clone()
        self.dw, self.db = torch.zeros_like(w), torch.zeros_like(b)
    def forward(self, x):
        self.modes_seen.append(self.train)
        self.update_in_value(x)
        return self.w * x + self.b * x * x
    def backward(self, g):
        x = self.in_value
        self.dw += (g * x).sum(0)
        self.db += (g * x * x).sum(0)
        return g * (self.w + 2 * self.b * x)
    def param(self):
        return [self.w, self.b]
    def gradwrtparam(self):
        return [self.dw, self.db]
    def to_string(self):
        return f"Curve over {len(self.w)} channels"
"""
SQUARE = """
class Square(Cell):
    def forward(self, x):
        self.update_in_value(x)
        return x * x
    def backward(self, g):
        return 2 * self.in_value * g
    def param(self):
        return []
    def gradwrtparam(self):
        return []
    def to_string(self):
        return "Square"
"""


GROWING = """
class Growing:
    def grow(self, one, other):
        given, model = [one], Sequential()
        model.add_layers(given)
        model.add_layers(other)
        return len(given)
"""


SLOPES = torch.tensor([3.0], dtype=torch.float64), torch.zeros(1, dtype=torch.float64)  # a Curve that is 3x


def curve(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """What a Curve computes."""
    return w * x + b * x * x


class Chain:
    """Curve, Square, Curve over 3 channels on the student's side, and the same in the open for comparison."""

    def __init__(self, student: Any, draw: Draw) -> None:
        self.values = [draw.normal(3) for _ in range(4)]
        curve = student.define("Curve", CURVE)
        self.first, self.last = curve(*self.values[:2]), curve(*self.values[2:])
        self.middle = student.define("Square", SQUARE)()
        self.layers = [self.first, self.middle, self.last]
        self.x, self.g = draw.normal(5, 3), draw.normal(5, 3)

    @staticmethod
    def true(x: Tensor, w: Tensor, b: Tensor, v: Tensor, c: Tensor) -> Tensor:
        """What the chain computes."""
        return curve(curve(x, w, b) ** 2, v, c)

    def expected(self, x: Tensor | None = None) -> tuple[Tensor, tuple[Tensor, ...]]:
        """The output, and the gradients of x, w, b, v, c."""
        inputs = (self.x if x is None else x, *self.values)
        return self.true(*inputs), vjp(self.true, inputs, self.g)

    def forward_mistakes(self) -> dict[str, Tensor]:
        """What the well-known mistakes of forward give."""
        w, b, v, c = self.values
        return {
            "The last layer is left out: call every layer.": curve(self.x, w, b) ** 2,
            "The first layer is left out: call every layer.": curve(self.x**2, v, c),
            "This is the first layer's output alone: hand on the output of the layer before.": curve(self.x, w, b),
            "This is the last layer's output on the input: hand on the output of the layer before.": curve(
                self.x, v, c
            ),
        }

    def gradients_forwards(self) -> list[Tensor]:
        """The gradients of w, b, v, c where backward goes from the first layer to the last."""
        w, b, v, c = self.values
        first = curve(self.x, w, b)
        ahead, g = first**2, self.g * (w + 2 * b * self.x) * 2 * first
        return [(self.g * self.x).sum(0), (self.g * self.x**2).sum(0), (g * ahead).sum(0), (g * ahead**2).sum(0)]

    def backward_mistakes(self) -> dict[str, Tensor]:
        """What the well-known mistakes of backward give for the input's gradient."""
        w, b, v, c = self.values
        first = curve(self.x, w, b)
        inner = self.g * (v + 2 * c * first**2) * 2 * first
        return {
            "The gradient does not reach the first layer: go through every layer.": inner,
            "The gradient is handed on as it came: call each layer's backward.": self.g,
        }


FORWARDS = "backward goes from the last layer to the first: reverse the order."
REVERSED = "Go through the layers in reverse order, and hand each the gradient that the layer behind it gives back."
ONCE = "Each layer adds to its own gradients once in a backward; gradwrtparam lists them in the order of param."
OWN_MODE = "predict gives every layer its own former mode back, nested ones too, whatever the others had."
FLAT = "Sequential(a, b, c)"
ORDER = "The order is that of the layers, first to last; backward alone goes in reverse order."
THEIR_OWN = (
    "Ask every layer for its own lists and chain them, without copies: [p for layer in layers for p in layer.param()]."
)


def arrangements(student: Any, chain: Chain) -> dict[str, Any]:
    """The same network flat and nested."""
    make, (a, b, c) = student.Sequential, chain.layers
    return {
        FLAT: make(a, b, c),
        "Sequential(Sequential(a, b), c)": make(make(a, b), c),
        "Sequential(a, Sequential(Sequential(b), c))": make(a, make(make(b), c)),
    }


def test_forward(student: Any, draw: Draw) -> None:
    """forward passes the input through the layers in their order"""
    chain = Chain(student, draw)
    model = student.Sequential(*chain.layers)
    with hinting(
        "See the lesson on Sequential: call the layers in their order, and hand on the output of the layer before."
    ):
        close("Sequential.forward", model.forward(chain.x), chain.expected()[0], wrong=chain.forward_mistakes())
        swapped = student.Sequential(chain.middle, chain.first)
        w, b = chain.values[:2]
        close("Sequential.forward with two layers swapped", swapped.forward(chain.x), curve(chain.x**2, w, b))


def test_backward_example(student: Any) -> None:
    """3x, then its square, worked out by hand at x = 2: forward, backward, and the gradients after two backwards"""
    times, square = student.define("Curve", CURVE)(*SLOPES), student.define("Square", SQUARE)()
    model, x, g = student.Sequential(times, square), torch.full((1, 1), 2.0).double(), torch.ones(1, 1).double()
    close("Sequential.forward", model.forward(x), 36 * g)
    with hinting(REVERSED):
        forwards = {FORWARDS: 12 * g, "The gradient is handed on as it came: call each layer's backward.": g}
        close("Sequential.backward", returned(model.backward(g)), 36 * g, wrong=forwards)
    # With h = wx + bx² the slopes of h² are 2hx = 24 for w, and 2hx² = 48 for b.
    for count in (1, 2):
        with hinting(ONCE):
            for k, once in enumerate((24.0, 48.0)):
                came = model.gradwrtparam()[k]
                close(f"gradwrtparam()[{k}] after backward number {count}", came, torch.tensor([count * once]).double())
        model.backward(g)


def test_gradient_check(student: Any, draw: Draw) -> None:
    """backward fits the slopes of forward on random numbers, as layer_error of gradcheck.py finds them"""
    chain = Chain(student, draw)
    model, (_, (dx, *gradients)) = student.Sequential(*chain.layers), chain.expected()
    model.forward(chain.x)
    with hinting(REVERSED):
        close("Sequential.backward", returned(model.backward(chain.g)), dx, wrong=chain.backward_mistakes())
    with hinting(ONCE):
        came = model.gradwrtparam()
        assert isinstance(came, list) and len(came) == 4, f"gradwrtparam(): expected 4 tensors, got {came!r}"
        for k, (value, true) in enumerate(zip(came, gradients, strict=True)):
            close(f"gradwrtparam()[{k}] after backward", value, true, wrong={FORWARDS: chain.gradients_forwards()[k]})


def returned(came: Any) -> Any:
    """What backward returned, if it did."""
    if came is None:
        raise Mismatch(
            "Sequential.backward: expected the gradient with respect to the input, got None",
            "Return what the first layer's backward gives.",
        )
    return came


def test_backward(student: Any, draw: Draw) -> None:
    """backward passes the gradient back in reverse order, and returns that of the input"""
    chain = Chain(student, draw)
    model = student.Sequential(*chain.layers)
    model.forward(chain.x)
    with hinting(REVERSED):
        came = returned(model.backward(chain.g))
        close("Sequential.backward", came, chain.expected()[1][0], wrong=chain.backward_mistakes())


def test_whole_gradients(student: Any, draw: Draw) -> None:
    """The gradients of all parameters of a network, after one backward and after two"""
    with hinting(ONCE):
        chain = Chain(student, draw)
        model = student.Sequential(*chain.layers)
        _, (_, *first) = chain.expected()
        other = draw.normal(5, 3)
        _, (_, *second) = chain.expected(other)
        for moment, x, expected in (
            ("one backward", chain.x, first),
            ("two", other, [a + b for a, b in zip(first, second, strict=True)]),
        ):
            model.forward(x)
            model.backward(chain.g)
            came = model.gradwrtparam()
            assert isinstance(came, list) and len(came) == 4, (
                f"gradwrtparam(): expected a list of 4 tensors, got {came!r}"
            )
            for k, (value, true) in enumerate(zip(came, expected, strict=True)):
                wrong = {FORWARDS: chain.gradients_forwards()[k]} if moment == "one backward" else {}
                close(f"gradwrtparam()[{k}] after {moment}", value, true, wrong=wrong)


def test_nesting(student: Any, draw: Draw) -> None:
    """A Sequential inside of a Sequential works like its layers in a row"""
    with hinting("A nested Sequential is a module like any other: forward, backward and predict return what it gives."):
        for who, model in arrangements(student, chain := Chain(student, draw)).items():
            y, (dx, *_) = chain.expected()
            close(f"{who}: forward", model.forward(chain.x), y)
            close(f"{who}: backward", model.backward(chain.g), dx)
            close(f"{who}: predict", model.predict(chain.x), y)


def test_as_it_comes(student: Any, draw: Draw) -> None:
    """One sample is a batch as well, and what comes in another dtype goes through in it"""
    values = [draw.normal(3) for _ in range(4)]
    for dtype, n, words in (
        (torch.float64, 1, "One sample is a batch (1, C): what the layers give is handed on without squeeze."),
        (torch.float32, 5, "Sequential converts nothing: the layers decide the dtype."),
    ):
        first, last = (
            student.define("Curve", CURVE)(*(v.to(dtype) for v in pair)) for pair in (values[:2], values[2:])
        )
        model, x, g = student.Sequential(first, last), draw.normal(n, 3, dtype=dtype), draw.normal(n, 3, dtype=dtype)
        y = last.forward(first.forward(x))
        dx = first.backward(last.backward(g))
        with hinting(words, first=True):
            close(f"forward of {n} samples in {dtype}", model.forward(x), y)
            close(f"backward of {n} samples in {dtype}", model.backward(g), dx)
            close(f"predict of {n} samples in {dtype}", model.predict(x), y)


def test_lists(student: Any, draw: Draw) -> None:
    """param and gradwrtparam list the layers' own tensors, in the layers' order, nested ones too"""
    chain = Chain(student, draw)
    for who, model in arrangements(student, chain).items():
        for method, names in (("param", ("w", "b")), ("gradwrtparam", ("dw", "db"))):
            came = getattr(model, method).keep()
            if isinstance(came, list) and any(isinstance(item, list | tuple) for item in came):
                raise Mismatch(
                    f"{who}.{method}(): expected 4 tensors, got {came!r}", "One flat list is meant, no list of lists."
                )
            nested = "" if who == FLAT else "A nested Sequential is asked like any other layer. "
            with hinting(f"{nested}{THEIR_OWN}"):
                assert isinstance(came, list) and len(came) == 4, f"{who}.{method}(): expected 4 tensors, got {came!r}"
            expected = [student.attr(layer, name) for layer in (chain.first, chain.last) for name in names]
            right = [student.same(handle, own) for handle, own in zip(came, expected, strict=True)]
            moved = [student.same(handle, own) for handle in came for own in expected]
            with hinting(ORDER if sum(moved) == 4 else f"{method} lists the layers' own tensors. {THEIR_OWN}"):
                assert all(right), f"{who}.{method}(): expected the layers' own tensors in order"


def test_add_layers(student: Any, draw: Draw) -> None:
    """add_layers takes modules, lists of modules and both, and appends them in order"""
    chain = Chain(student, draw)
    a, b, c = chain.layers
    first = curve(chain.x, *chain.values[:2])
    wrong = {
        "The last layer is left out: add_layers takes all its arguments.": first**2,
        "Only the first layer is there: add_layers takes all its arguments.": first,
    }
    calls: dict[str, tuple[tuple[Any, ...], ...]] = {
        "add_layers takes single modules, and all its arguments: add_layers(a, b, c).": ((a, b, c),),
        "add_layers takes lists of modules, too, and both at once: add_layers(a, [b, c]).": (
            ([a, b, c],),
            (a, [b, c]),
            ([a], b, [c]),
        ),
    }
    for words, arguments in calls.items():
        for each in arguments:
            with hinting(words):
                model = student.Sequential()
                model.add_layers(*each)
                close("forward after add_layers", model.forward(chain.x), chain.expected()[0], wrong=wrong)
    with hinting("add_layers appends behind the layers that are there: it replaces none, and puts none in front."):
        model = student.Sequential(a)
        model.add_layers(b)
        model.add_layers([c])
        came = student.items(model, "layers")
        assert len(came) == 3 and student.same(came[0], a), "layers after add_layers twice: expected three in order"
        close("forward after add_layers twice", model.forward(chain.x), chain.expected()[0])
    with hinting("Layers that came by add_layers count everywhere: go through self.layers anew at each call."):
        assert len(list(model.param())) == 4, "param() after add_layers: expected the new layers' parameters, too"
        assert len(list(model.gradwrtparam())) == 4, "gradwrtparam() after add_layers: expected the new layers', too"
        dx = model.backward(chain.g)
        close("backward after add_layers twice", dx, chain.expected()[1][0], wrong=chain.backward_mistakes())
        close("predict after add_layers twice", model.predict(chain.x), chain.expected()[0])
        model.training_mode(False)
        assert c.train is False, "training_mode after add_layers: expected it in the new layers, too"
        with student.output() as out:
            model.describe()
        assert "Square" in out.text, f"describe() after add_layers: expected the new layers, too, got {out.text[:80]!r}"


def test_layers(student: Any, draw: Draw) -> None:
    """The attribute layers holds the very modules, in order"""
    with hinting(
        "layers holds the very modules in order, no copies, in a list of each Sequential's own that none share."
    ):
        chain = Chain(student, draw)
        model = student.Sequential(chain.first)
        model.add_layers(chain.middle, [chain.last])
        came = student.items(model, "layers")
        assert len(came) == 3, f"layers: expected 3 modules, got {came!r}"
        for k, (layer, own) in enumerate(zip(came, chain.layers, strict=True)):
            assert student.same(layer, own), f"layers[{k}]: expected the very module that was passed in"
        other = student.Sequential(chain.last)
        assert len(student.items(other, "layers")) == 1, "layers: expected a list of each Sequential's own"
        length = student.define("Growing", GROWING)().grow(chain.first, chain.last)
        assert length == 1, f"a list given to add_layers: expected it as it was after a second one, got {length} items"


def test_training_mode(student: Any, draw: Draw) -> None:
    """training_mode reaches every layer, nested ones too"""
    chain = Chain(student, draw)
    for who, model in arrangements(student, chain).items():
        for mode in (False, True):
            model.training_mode(mode)
            nested = "" if who == FLAT else "A nested Sequential hands it on. "
            with hinting(f"{nested}training_mode hands its argument to each layer, also to those without parameters."):
                for layer in chain.layers:
                    assert layer.train is mode, (
                        f"{who}.training_mode({mode}): expected it in each layer, got {layer.train!r}"
                    )


def test_predict_example(student: Any, draw: Draw) -> None:
    """predict gives what forward gives, stores nothing, and leaves each layer's mode as it was"""
    chain = Chain(student, draw)
    model = student.Sequential(*chain.layers)
    for mode in (True, False):
        model.forward(chain.x)
        for layer in chain.layers:
            layer.train = mode
        check_predict("Sequential", model, chain)
        came = [layer.train for layer in chain.layers]
        with hinting(OWN_MODE):
            assert came == [mode] * 3, f"train in each layer after predict: expected {[mode] * 3}, got {came}"


def test_predict(student: Any, draw: Draw) -> None:
    """predict is a forward with train False that stores nothing"""
    chain = Chain(student, draw)
    for who, model in arrangements(student, chain).items():
        model.forward(chain.x)
        check_predict(who, model, chain)


def check_predict(who: str, model: Any, chain: Chain) -> None:
    """One predict on another input than that of the last forward."""
    kept = [layer.in_value for layer in chain.layers]
    y = chain.expected()[0][:1].expand(4, 3)
    with hinting("predict returns the network's output as forward does, (N, C): no class, no argmax.", first=True):
        close(f"{who}.predict", model.predict(chain.x[:1].expand(4, 3).clone()), y)
    with hinting("predict forwards with train False in every layer, and so stores nothing."):
        modes = chain.first.modes_seen[-2:]
        assert modes == [False, False], f"{who}.predict: expected forward to be called with train False, got {modes}"
    with hinting("predict leaves every layer's in_value as it was: it neither stores nor empties it."):
        for layer, value in zip(chain.layers, kept, strict=True):
            equal(f"{who}: in_value of a layer after predict", layer.in_value, value)


def test_predict_modes(student: Any, draw: Draw) -> None:
    """predict leaves every layer's mode as it was, also where they differ"""
    chain = Chain(student, draw)
    for who, model in arrangements(student, chain).items():
        for modes in ((True, True, True), (False, False, False), (False, True, False), (True, False, True)):
            for layer, mode in zip(chain.layers, modes, strict=True):
                layer.train = mode
            model.predict(chain.x)
            came = tuple(layer.train for layer in chain.layers)
            with hinting(OWN_MODE):
                assert came == modes, f"{who}: expected the modes {modes} after predict, got {came}"


def test_predict_before_training(student: Any, draw: Draw) -> None:
    """predict works on a network that was never trained, and leaves no trace, also where a layer raises"""
    with hinting("predict on a network that was never trained leaves in_value None."):
        chain = Chain(student, draw)
        model = student.Sequential(*chain.layers)
        close("predict on a new network", model.predict(chain.x), chain.expected()[0])
        for layer in chain.layers:
            assert layer.in_value is None, "in_value after predict on a new network: expected None"
    modes = [layer.train for layer in chain.layers]
    with suppress(StudentError):
        model.predict(draw.normal(5, 2))  # a Curve over 3 channels raises
    with hinting("The modes come back even if a layer raises: give them back in a finally."):
        came = [layer.train for layer in chain.layers]
        assert came == modes, f"train in each layer after a predict that raised: expected {modes}, got {came}"


def test_describe(student: Any, draw: Draw) -> None:
    """describe prints the network: a word of each layer, nested ones too; nothing else prints"""
    chain = Chain(student, draw)
    for who, model in arrangements(student, chain).items():
        with student.output() as quiet:
            model.forward(chain.x)
            model.backward(chain.g)
            model.predict(chain.x)
        with student.output() as out:
            model.describe()
        with hinting("describe prints: returning the text is not enough."):
            assert out.text.strip(), f"{who}.describe(): expected something to be printed, got nothing"
        with hinting("Nothing but describe prints: take the print out of forward, backward and predict."):
            assert not quiet.text.strip(), f"{who}: expected no output but describe's, got {quiet.text[:80]!r}"
        words = out.text
        with hinting("describe prints each layer's own to_string, nested ones too."):
            for word in ("Curve", "Square"):
                assert word in words, f"{who}.describe(): expected the description of each layer, got {words[:200]!r}"


def test_to_string(student: Any, draw: Draw) -> None:
    """to_string describes the network by its layers"""
    with hinting("to_string of a Sequential is made of each layer's own to_string, nested ones too."):
        chain = Chain(student, draw)
        for who, model in arrangements(student, chain).items():
            text = model.to_string()
            assert type(text) is str and text.strip(), f"{who}.to_string(): expected a description, got {text!r}"
            for word in ("Curve", "Square"):
                assert word in text, f"{who}.to_string(): expected the description of each layer, got {text[:200]!r}"


def test_untouched(student: Any, draw: Draw) -> None:
    """Neither input nor gradient changes, and nothing returned changes at a later call"""
    chain = Chain(student, draw)
    model = student.Sequential(*chain.layers)
    x, g = student.keep(chain.x.clone()), student.keep(chain.g.clone())
    y, dx = model.forward.keep(x), model.backward.keep(g)
    before = student.read(y), student.read(dx)
    model.forward(draw.normal(5, 3))
    model.backward(draw.normal(5, 3))
    with hinting(
        "What the caller passed in was changed: forward and backward hand on, and write into nothing in place."
    ):
        assert torch.equal(student.read(x), chain.x), "the input: expected it as it was after the calls"
        assert torch.equal(student.read(g), chain.g), "gradwrtoutput: expected it as it was after the calls"
    with hinting("Return what the layers give, a tensor of its own at each call, which no later call changes."):
        equal("what forward returned, after later calls", student.read(y), before[0])
        equal("what backward returned, after later calls", student.read(dx), before[1])
