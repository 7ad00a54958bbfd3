"""Sequential: order, nesting, modes, description."""

import pytest
import torch

from framework import Linear, Module, Relu, Sequential, Softmax, Tanh


def nested():
    return Sequential(Linear(2, 3), Sequential([Relu(), Sequential(Linear(3, 4, bias=False))]), Tanh(), Linear(4, 2))


def cells(model):
    return [c for layer in model.layers for c in (cells(layer) if isinstance(layer, Sequential) else [layer])]


def test_layers_are_added_one_by_one_or_in_lists():
    a, b, c, d = Linear(2, 3), Relu(), Linear(3, 3), Tanh()
    model = Sequential(a)
    model.add_layers(b, [c, d])
    model.add_layers()
    assert model.layers == [a, b, c, d]
    assert Sequential([a, b], c, (d,)).layers == [a, b, c, d]


def test_forward_goes_through_in_order_and_backward_in_reverse():
    calls = []

    class Noted(Module):
        def __init__(self, name):
            self.name = name

        def forward(self, x):
            calls.append(f"{self.name} forward")
            return x

        def backward(self, g):
            calls.append(f"{self.name} backward")
            return g

    model = Sequential(Noted("a"), Sequential(Noted("b")), Noted("c"))
    model.backward(model.forward(torch.ones(1)))
    assert calls == [f"{n} {way}" for way, names in (("forward", "abc"), ("backward", "cba")) for n in names]


def test_parameters_in_the_order_of_the_layers():
    model = nested()
    first, _, inner, _, last = cells(model)
    expected = [first.w, first.b, inner.w, last.w, last.b]
    assert all(a is b for a, b in zip(model.param(), expected, strict=True))
    gradients = [first.dw, first.db, inner.dw, last.dw, last.db]
    assert all(a is b for a, b in zip(model.gradwrtparam(), gradients, strict=True))


def test_training_mode_reaches_every_layer():
    model = nested()
    model.training_mode(False)
    assert [cell.train for cell in cells(model)] == [False] * 5
    model.training_mode(True)
    assert [cell.train for cell in cells(model)] == [True] * 5


def test_predict_leaves_mixed_modes_and_memories_as_they_were():
    model = nested()
    model.forward(torch.randn(3, 2))
    for cell, mode in zip(cells(model), (True, False, True, False, True), strict=True):
        cell.training_mode(mode)
    before = [(cell.train, cell.in_value) for cell in cells(model)]
    model.predict(torch.randn(5, 2))
    with pytest.raises(ValueError, match="shape"):
        model.predict(torch.randn(5, 9))
    after = [(cell.train, cell.in_value) for cell in cells(model)]
    assert all(m == n and a is b for (m, a), (n, b) in zip(before, after, strict=True))


def test_predict_calls_layers_out_of_training_mode():
    seen = []

    class Watch(Relu):
        def forward(self, x):
            seen.append(self.train)
            return super().forward(x)

    Sequential(Watch(), Sequential(Watch())).predict(torch.ones(1, 1))
    assert seen == [False, False]


def test_describe_prints_layers_and_parameters(capsys):
    nested().describe()
    printed = capsys.readouterr().out
    assert printed == (
        "Sequential(\n    Linear(2, 3)\n    Sequential(\n        Relu()\n        Sequential(\n"
        "            Linear(3, 4, bias=False)\n        )\n    )\n    Tanh()\n    Linear(4, 2)\n)\n"
        "31 parameters in 4 layers\n"
    )


def test_a_softmax_may_end_it():
    model = Sequential(Linear(2, 3), Softmax())
    assert model.backward(model.forward(torch.randn(4, 2))).shape == (4, 2)
