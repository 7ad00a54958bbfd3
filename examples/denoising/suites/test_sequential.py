"""Exercise `sequential`: layers one after the other, and back. The layers here are the suite's own."""

from typing import Any

from torch import Tensor

from grader.testing.draw import Draw
from grader.testing.expect import close, hinting
from grader.testing.mismatch import Mismatch

AFFINE = """
class Affine(Module):
    def __init__(self, a, b):
        self.a, self.b = a.clone(), b.clone()
        self.da, self.db = torch.zeros_like(a), torch.zeros_like(b)
    def forward(self, x):
        self.x = x
        return x * self.a + self.b
    def backward(self, g):
        self.da += (g * self.x).sum(0)
        self.db += g.sum(0)
        return g * self.a
    def param(self):
        return [self.a, self.b]
    def gradwrtparam(self):
        return [self.da, self.db]
"""
SQUARE = """
class Square(Module):
    def forward(self, x):
        self.x = x
        return x * x
    def backward(self, g):
        return 2 * g * self.x
    def param(self):
        return []
    def gradwrtparam(self):
        return []
"""
ORDER = "forward goes through the layers from first to last, each with the output of the one before."
BACK = "backward goes through the layers from last to first, and hands on what each layer returned."
RETURNED = "backward returns the derivative with respect to the input, which the first layer gave."
LISTS = "param() lists the parameters of all layers, first to last, the very tensors; gradwrtparam() likewise."
NESTS = "A Sequential is a module as any other: it may be a layer of another one."


class Chain:
    """square(x·a + b)·c + d, by layers of the suite's own, and what it ought to give."""

    def __init__(self, student: Any, draw: Draw) -> None:
        affine, square = student.define("Affine", AFFINE), student.define("Square", SQUARE)
        self.x, self.g = draw.normal(4, 3), draw.normal(4, 3)
        self.a, self.b, self.c, self.d = (draw.clear_of_zero(3) for _ in range(4))
        self.layers = [affine(self.a, self.b), square(), affine(self.c, self.d)]

    @property
    def y(self) -> Tensor:
        """The output."""
        return (self.x * self.a + self.b) ** 2 * self.c + self.d

    @property
    def dx(self) -> Tensor:
        """The derivative with respect to the input."""
        return self.g * self.c * 2 * (self.x * self.a + self.b) * self.a


def test_forward(student: Any, draw: Draw) -> None:
    """forward hands the output of each layer on to the next one"""
    chain = Chain(student, draw)
    x, a, b, c, d = chain.x, chain.a, chain.b, chain.c, chain.d
    wrong = {
        "The layers are gone through from last to first: begin with the first.": (x * c + d) ** 2 * a + b,
        "Each layer gets the input of the whole: it gets the output of the one before.": x * c + d,
        "The last layer is left out.": (x * a + b) ** 2,
        "Only the first layer is used.": x * a + b,
        "The first layer is left out.": x**2 * c + d,
    }
    with hinting(ORDER):
        close("Sequential.forward", student.Sequential(*chain.layers).forward(x), chain.y, wrong=wrong)


def test_backward(student: Any, draw: Draw) -> None:
    """backward returns the derivative with respect to the input, and each layer gets its own"""
    chain = Chain(student, draw)
    model, g, inner = student.Sequential(*chain.layers), chain.g, chain.x * chain.a + chain.b
    wrong = {
        "Each layer gets the incoming gradient: it gets what the layer behind it returned.": g * chain.a,
        "The last layer's derivative is left out.": g * 2 * inner * chain.a,
        "The first layer's derivative is left out: go on to the first.": g * chain.c * 2 * inner,
        "The incoming gradient is returned: return what the first layer gave.": g,
    }
    with hinting(BACK):
        model.forward(chain.x)
        came = model.backward(g)
        first, last = chain.layers[0], chain.layers[2]
        close("the last layer's gradient", last.da, (g * inner**2).sum(0))
        slope = g * chain.c * 2 * inner
        close("the first layer's gradient", first.da, (slope * chain.x).sum(0))
    with hinting(RETURNED):
        close("Sequential.backward", came, chain.dx, wrong=wrong)


def test_lists(student: Any, draw: Draw) -> None:
    """param() and gradwrtparam() list what the layers have, first to last"""
    chain = Chain(student, draw)
    model, (first, _, last) = student.Sequential(*chain.layers), chain.layers
    for method, names in (("param", "ab"), ("gradwrtparam", ("da", "db"))):
        came = getattr(model, method).keep()
        with hinting(LISTS):
            wanted = [student.attr(layer, name) for layer in (first, last) for name in names]
            if not isinstance(came, list | tuple) or len(came) != len(wanted):
                raise Mismatch(f"{method}(): expected a list of {len(wanted)} tensors, got {came!r}")
            for k, (each, right) in enumerate(zip(came, wanted, strict=True)):
                assert student.same(each, right), f"{method}()[{k}]: expected the layer's very tensor"


def test_nesting(student: Any, draw: Draw) -> None:
    """A network may be a layer of another one"""
    chain = Chain(student, draw)
    model = student.Sequential(student.Sequential(*chain.layers[:2]), student.Sequential(chain.layers[2]))
    with hinting(NESTS):
        close("Sequential.forward, nested", model.forward(chain.x), chain.y)
        close("Sequential.backward, nested", model.backward(chain.g), chain.dx)
        assert len(model.param.keep()) == 4, "param() of nested networks: expected 4 tensors"
