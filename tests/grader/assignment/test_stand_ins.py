"""The suite's own parts train like torch's, on the side of a student who has only the base classes."""

from types import ModuleType

import pytest
import torch

from grader.assignment.stand_ins import MENDED_BASE, NO_PARAMETERS, STAND_INS, mended_in_place
from grader.errors import StudentError
from grader.student import local

BASES = """
import torch
class Module:
    def forward(self, *x): raise NotImplementedError
class Cell(Module):
    def __init__(self): self.train, self.in_value = True, None
class Loss(Module): pass
class Optimizer: pass
"""


@pytest.fixture
def student():
    package = ModuleType("framework")
    package.__file__ = "framework/__init__.py"
    exec(BASES, package.__dict__)  # noqa: S102  our own text
    return local.student(package)


@pytest.fixture
def part(student):
    """A stand-in by its name, defined over there."""
    return lambda name: student.define(name, STAND_INS[name])


X = torch.tensor([[0.5, -1.0], [2.0, 0.25]])
G = torch.tensor([[1.0, -2.0], [0.5, 3.0]])


@pytest.mark.parametrize(("name", "torchs"), [("Relu", torch.relu), ("Tanh", torch.tanh)])
def test_an_activation(name, torchs, part, student):
    layer, x = part(name)(), X.clone().requires_grad_()
    torchs(x).backward(G)
    assert torch.allclose(layer.forward(X), torchs(X))
    assert torch.allclose(layer.backward(G), x.grad)
    assert (layer.param(), layer.to_string()) == ([], name)
    assert student.isinstance(layer, student.Cell)


PLAIN = """
class Plain(Cell):
    def __init__(self):
        super().__init__()
        self.seen = []
    def forward(self, x):
        self.seen.append(self.train)
        if x.numel() == 1: raise ValueError("one")
        return 2 * x
    def training_mode(self, mode): self.train = mode
    def was(self): return [*self.seen]
"""


def test_a_network_predicts_over_layers_that_know_forward_alone(part, student):
    """The contract gives `predict` to Sequential: a layer needs none, and keeps the mode that it had."""
    first, last = (student.define("Plain", PLAIN)() for _ in range(2))
    last.training_mode(False)
    network = part("Sequential")(part("Sequential")(first), last)
    assert torch.equal(network.predict(X), 4 * X)
    assert (first.was(), last.was()) == ([False], [False])
    with pytest.raises(StudentError, match="one"):
        network.predict(torch.zeros(1))
    assert (first.train, last.train) == (True, False)


def test_a_linear_layer_adds_to_its_gradients(part):
    layer, twin = part("Linear")(2, 2), torch.nn.Linear(2, 2)
    for _ in range(2):
        twin(X).backward(G)
        layer.forward(X)
        layer.backward(G)
    dw, db = layer.gradwrtparam()
    assert torch.allclose(dw, twin.weight.grad)
    assert torch.allclose(db, twin.bias.grad)
    assert [tuple(p.shape) for p in layer.param()] == [(2, 2), (2,)]


@pytest.mark.parametrize(
    ("name", "torchs", "target"),
    [
        ("MSELoss", torch.nn.functional.mse_loss, torch.ones(2, 2)),
        ("CrossEntropyLoss", torch.nn.functional.cross_entropy, torch.tensor([1, 0])),
    ],
)
def test_a_loss(name, torchs, target, part):
    loss, x = part(name)(), X.clone().requires_grad_()
    expected = torchs(x, target)
    expected.backward()
    assert float(loss.forward(X, target)) == pytest.approx(float(expected.detach()))
    assert torch.allclose(loss.backward(X, target), x.grad)


@pytest.mark.parametrize(("name", "torchs"), [("SGD", torch.optim.SGD), ("Adam", torch.optim.Adam)])
def test_an_optimizer_over_ten_steps(name, torchs, part):
    twin = torch.nn.Linear(2, 2)
    layer = part("Linear")(2, 2)
    with torch.no_grad():
        for parameter, own in zip(twin.parameters(), layer.param(), strict=True):
            parameter.copy_(own)
    mine, theirs, loss = part(name)(layer, 0.1), torchs(twin.parameters(), lr=0.1), part("MSELoss")()
    for _ in range(10):
        theirs.zero_grad()
        torch.nn.functional.mse_loss(twin(X), G).backward()
        theirs.step()
        mine.zero_grad()
        layer.backward(loss.backward(layer.forward(X), G))
        mine.step()
    for own, true in zip(layer.param(), twin.parameters(), strict=True):
        assert torch.allclose(own, true, atol=1e-6)


def test_a_chain_of_parts(part):
    tanh, relu = part("Tanh")(), part("Relu")()
    model, x = part("Sequential")(tanh, relu), X.clone().requires_grad_()
    torch.relu(torch.tanh(x)).backward(G)
    assert torch.allclose(model.forward(X), torch.relu(torch.tanh(X)))
    assert torch.allclose(model.backward(G), x.grad)
    model.training_mode(False)
    assert (tanh.train, relu.train) == (False, False)
    model.training_mode(True)
    assert torch.allclose(model.predict(-X), torch.relu(torch.tanh(-X)))
    assert (tanh.train, relu.train) == (True, True)
    assert torch.equal(tanh.in_value, X)  # predict keeps nothing


def test_a_base_class_is_mended_where_it_stands(student):
    source = "class Mended(Cell):\n    def __init__(self): pass\n" + NO_PARAMETERS + MENDED_BASE
    mended = student.define("Mended", source)()
    mended.update_in_value(X)
    assert torch.equal(mended.in_value, X)
    mended.training_mode(False)
    mended.update_in_value(G)
    assert torch.equal(mended.in_value, X)
    assert mended.param() == []


def test_a_cell_of_the_students_own_stands_on_a_sound_base():
    space = {"__name__": "parts_of_mine"}
    text = """
class Linear:
    def __init__(self, size):
        self.size, self.train, self.in_value = size, False, "left"
    def forward(self, x):
        self.update_in_value(x)
        return x * self.size
    def update_in_value(self, x):
        self.in_value = None
"""
    text += "class Tanh:\n    def param(self): raise NotImplementedError\n"
    exec(text + mended_in_place(["Linear", "Tanh"], parameters=True), space)  # noqa: S102  our own text
    assert not hasattr(space["Linear"], "param")
    layer = space["Linear"](3)
    assert (layer.size, layer.train, layer.in_value) == (3, True, None)
    assert (layer.forward(2), layer.in_value) == (6, 2)
    layer.training_mode(False)
    assert (layer.forward(5), layer.in_value) == (15, 2)
    assert space["Tanh"]().param() == []
