"""Exercise `sequential`: order, nesting, modes, `predict`, and the gradients of whole networks.

The layers are the suite's own, so that a wrong Linear or Relu costs nothing here.
"""

from typing import Any

from torch import Tensor

from checks.draw import Draw
from checks.expect import close
from checks.reference.oracle import vjp

# y = x·w + b by an honest layer of the suite's: it leans on nothing of Cell but its being one.
DENSE = """
class Dense(Cell):
    def __init__(self, w, b):
        super().__init__()
        self.w, self.b = w.clone(), b.clone()
        self.dw, self.db = torch.zeros_like(w), torch.zeros_like(b)
        self.train, self.in_value, self.calls = True, None, 0
    def training_mode(self, on):
        self.train = on
    def update_in_value(self, x):
        self.in_value = x.clone() if self.train else self.in_value
    def forward(self, x):
        self.calls += 1
        self.trained = self.train
        self.update_in_value(x)
        return x @ self.w + self.b
    def backward(self, g):
        self.dw += self.in_value.T @ g
        self.db += g.sum(0)
        return g @ self.w.T
    def param(self):
        return [self.w, self.b]
    def gradwrtparam(self):
        return [self.dw, self.db]
    def to_string(self):
        return f"Dense of {len(self.w)} inputs"
"""
SQUARE = """
class Square(Cell):
    def __init__(self):
        super().__init__()
        self.train, self.in_value = True, None
    def training_mode(self, on):
        self.train = on
    def update_in_value(self, x):
        self.in_value = x.clone() if self.train else self.in_value
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


class Chain:
    """Dense(3, 4), Square, Dense(4, 2) on the student's side, and the same in the open for comparison."""

    def __init__(self, student: Any, draw: Draw) -> None:
        self.values = [draw.normal(*shape) for shape in ((3, 4), (4,), (4, 2), (2,))]
        dense = student.define("Dense", DENSE)
        self.first, self.last = dense(*self.values[:2]), dense(*self.values[2:])
        self.middle = student.define("Square", SQUARE)()
        self.layers = [self.first, self.middle, self.last]
        self.x, self.g = draw.normal(5, 3), draw.normal(5, 2)

    @staticmethod
    def true(x: Tensor, w: Tensor, b: Tensor, v: Tensor, c: Tensor) -> Tensor:
        """What the chain computes."""
        return (x @ w + b) ** 2 @ v + c

    def expected(self, x: Tensor | None = None) -> tuple[Tensor, tuple[Tensor, ...]]:
        """The output, and the gradients of x, w, b, v, c."""
        inputs = (self.x if x is None else x, *self.values)
        return self.true(*inputs), vjp(self.true, inputs, self.g)


def arrangements(student: Any, chain: Chain) -> dict[str, Any]:
    """The same network flat and nested."""
    make, (a, b, c) = student.Sequential, chain.layers
    return {
        "Sequential(a, b, c)": make(a, b, c),
        "Sequential(Sequential(a, b), c)": make(make(a, b), c),
        "Sequential(a, Sequential(Sequential(b), c))": make(a, make(make(b), c)),
    }


def test_forward(student: Any, draw: Draw) -> None:
    """forward passes the input through the layers in their order"""
    chain = Chain(student, draw)
    model = student.Sequential(*chain.layers)
    close("Sequential.forward", model.forward(chain.x), chain.expected()[0])
    swapped = student.Sequential(chain.middle, chain.first)
    w, b = chain.values[:2]
    close("Sequential.forward with two layers swapped", swapped.forward(chain.x), chain.x**2 @ w + b)


def test_lists(student: Any, draw: Draw) -> None:
    """param and gradwrtparam list the layers' own tensors, in the layers' order, nested ones too"""
    chain = Chain(student, draw)
    for who, model in arrangements(student, chain).items():
        for method, names in (("param", ("w", "b")), ("gradwrtparam", ("dw", "db"))):
            came = getattr(model, method).keep()
            assert isinstance(came, list) and len(came) == 4, f"{who}.{method}(): expected 4 tensors, got {came!r}"
            expected = [student.attr(layer, name) for layer in (chain.first, chain.last) for name in names]
            for k, (handle, own) in enumerate(zip(came, expected, strict=True)):
                assert student.same(handle, own), f"{who}.{method}()[{k}]: expected the layer's own tensor"


def test_add_layers(student: Any, draw: Draw) -> None:
    """add_layers takes modules, lists of modules and both, and appends them in order"""
    chain = Chain(student, draw)
    a, b, c = chain.layers
    calls: tuple[tuple[Any, ...], ...] = ((a, b, c), ([a, b, c],), (a, [b, c]), ([a], b, [c]))
    for arguments in calls:
        model = student.Sequential()
        model.add_layers(*arguments)
        close("forward after add_layers", model.forward(chain.x), chain.expected()[0])
    model = student.Sequential(a)
    model.add_layers(b)
    model.add_layers([c])
    close("forward after add_layers twice", model.forward(chain.x), chain.expected()[0])
    assert len(list(model.param())) == 4, "param() after add_layers: expected the new layers' parameters, too"


def test_training_mode(student: Any, draw: Draw) -> None:
    """training_mode reaches every layer, nested ones too"""
    chain = Chain(student, draw)
    for who, model in arrangements(student, chain).items():
        for mode in (False, True):
            model.training_mode(mode)
            for layer in chain.layers:
                assert layer.train is mode, (
                    f"{who}.training_mode({mode}): expected it in each layer, got {layer.train!r}"
                )


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
        assert out.text.strip(), f"{who}.describe(): expected something to be printed, got nothing"
        assert not quiet.text.strip(), f"{who}: expected no output but describe's, got {quiet.text[:80]!r}"
        words = out.text
        for word in ("Dense", "Square"):
            assert word in words, f"{who}.describe(): expected the description of each layer, got {words[:200]!r}"


def test_to_string(student: Any, draw: Draw) -> None:
    """to_string describes the network by its layers"""
    chain = Chain(student, draw)
    for who, model in arrangements(student, chain).items():
        text = model.to_string()
        assert type(text) is str and text.strip(), f"{who}.to_string(): expected a description, got {text!r}"
        for word in ("Dense", "Square"):
            assert word in text, f"{who}.to_string(): expected the description of each layer, got {text[:200]!r}"
