"""Every exception that the contract names: of the right kind, in words, and with nothing half done."""

import math

import pytest
import torch

from framework import (
    SGD,
    Adam,
    CrossEntropyLoss,
    DomainError,
    FrameworkError,
    KindError,
    Linear,
    MSELoss,
    Optimizer,
    OrderError,
    Relu,
    Sequential,
    ShapeError,
    Sigmoid,
    Softmax,
    Tanh,
)  # fmt: skip

NAN = float("nan")
X = torch.ones(5, 2)


@pytest.mark.parametrize(
    ("call", "kind", "words"),
    [
        (lambda: Linear(0, 4), ValueError, "in_size of at least 1, got 0"),
        (lambda: Linear(3, -1), ValueError, "out_size"),
        (lambda: Linear(3.0, 4), TypeError, "whole number, got float 3.0"),
        (lambda: Linear("3", 4), TypeError, "whole number"),
        (lambda: Linear(True, 4), TypeError, "whole number"),
        (lambda: Linear(3, 4, bias=None), TypeError, "bias to be True or False, got None"),
        (lambda: Linear(3, 4).forward(X), ValueError, r"Linear\(3, 4\): expected .* \(N, 3\), got \(5, 2\)"),
        (lambda: Linear(2, 4).forward(torch.ones(2)), ValueError, "shape"),
        (lambda: Linear(2, 4).forward(torch.ones(1, 5, 2)), ValueError, "shape"),
        (lambda: Linear(2, 4).forward(torch.ones(0, 2)), ValueError, r"got \(0, 2\)"),
        (lambda: Linear(2, 4).forward(X.double()), TypeError, "torch.float32, got torch.float64"),
        (lambda: Linear(2, 4).forward(X.long()), TypeError, "got torch.int64"),
        (lambda: Linear(2, 4).forward(None), TypeError, "to be a tensor, got None"),
        (lambda: Linear(2, 4).forward([[1.0, 2.0]]), TypeError, "got list"),
        (lambda: Linear(2, 4).forward("x"), TypeError, "got str"),
        (lambda: Linear(2, 4).backward(torch.ones(1, 4)), RuntimeError, "forward in training mode before backward"),
        (lambda: Relu().backward(X), RuntimeError, r"Relu\(\)"),
        (lambda: Softmax().backward(X), RuntimeError, r"Softmax\(\)"),
        (lambda: Sequential(Relu()).backward(X), RuntimeError, "forward"),
        (lambda: Relu().forward(torch.ones(0)), ValueError, "at least one"),
        (lambda: Tanh().forward(torch.ones(0, 3)), ValueError, "at least one"),
        (lambda: Sigmoid().forward(X.int()), TypeError, "floating-point"),
        (lambda: Sigmoid().forward(3.0), TypeError, "tensor, got float 3.0"),
        (lambda: Softmax().forward(torch.ones(3)), ValueError, r"\(N, C\), got \(3,\)"),
        (lambda: Softmax().forward(torch.ones(0, 3)), ValueError, "shape"),
        (lambda: MSELoss().forward(torch.ones(5, 1), torch.ones(5)), ValueError, r"\(5, 1\), got \(5,\)"),
        (lambda: MSELoss().backward(X, torch.ones(4, 2)), ValueError, "target"),
        (lambda: MSELoss().forward(torch.ones(0, 2), torch.ones(0, 2)), ValueError, "at least one"),
        (lambda: MSELoss().forward(X, X.double()), TypeError, "dtype|float64"),
        (lambda: MSELoss().forward(X, X * NAN), ValueError, "without NaN, got 10"),
        (lambda: MSELoss().backward(X, X * NAN), ValueError, "NaN"),
        (lambda: MSELoss().forward(None, X), TypeError, "prediction"),
        (lambda: MSELoss().forward(X, [1, 2]), TypeError, "target"),
        (lambda: CrossEntropyLoss().forward(X, torch.tensor([0, 1, 0, 1, 2])), ValueError, "from 0 to 1, got 0 to 2"),
        (lambda: CrossEntropyLoss().backward(X, torch.tensor([0, 1, 0, -1, 1])), ValueError, "-1"),
        (lambda: CrossEntropyLoss().forward(X, torch.tensor([0, 1])), ValueError, r"\(5,\), got \(2,\)"),
        (lambda: CrossEntropyLoss().forward(X, torch.zeros(5)), TypeError, "int64"),
        (lambda: CrossEntropyLoss().forward(X, torch.zeros(5, dtype=torch.int32)), TypeError, "int64"),
        (lambda: CrossEntropyLoss().forward(X, torch.ones(5, 3)), ValueError, r"\(5, 2\), got \(5, 3\)"),
        (lambda: CrossEntropyLoss().forward(X, X.double()), TypeError, "float64"),
        (lambda: CrossEntropyLoss().backward(X, X * NAN), ValueError, "NaN"),
        (lambda: CrossEntropyLoss().forward(X, X.long()), ValueError, "one-hot"),
        (lambda: CrossEntropyLoss().forward(X, None), TypeError, "target"),
        (lambda: CrossEntropyLoss().forward(torch.ones(5), torch.zeros(5).long()), ValueError, r"\(N, C\)"),
        (lambda: CrossEntropyLoss().forward(torch.ones(0, 2), torch.zeros(0).long()), ValueError, "shape"),
        (lambda: Sequential(Relu(), None), TypeError, "modules or lists of modules, got None"),
        (lambda: Sequential([Relu(), 3]), TypeError, "got int 3"),
        (lambda: Sequential(Relu).forward(X), TypeError, "modules"),
        (lambda: Sequential(Relu()).training_mode("on"), TypeError, "True or False"),
        (lambda: SGD(None), TypeError, "Module, got None"),
        (lambda: SGD(Relu(), -0.1), ValueError, "lr"),
        (lambda: SGD(Relu(), NAN), ValueError, "lr"),
        (lambda: SGD(Relu(), math.inf), ValueError, "lr"),
        (lambda: SGD(Relu(), "fast"), TypeError, "number"),
        (lambda: Optimizer([X], 0.1), TypeError, "Optimizer: expected the model"),
        (lambda: Adam(Relu(), betas=(0.9, 1.0)), ValueError, "beta2"),
        (lambda: Adam(Relu(), betas=(-0.1, 0.9)), ValueError, "beta1"),
        (lambda: Adam(Relu(), betas=0.9), TypeError, "pair"),
        (lambda: Adam(Relu(), betas=(0.9,)), ValueError, "pair"),
        (lambda: Adam(Relu(), eps=-1e-8), ValueError, "eps"),
    ],
)  # fmt: skip
def test_what_is_refused(call, kind, words):
    with pytest.raises(kind, match=words) as caught:
        call()
    assert isinstance(caught.value, FrameworkError)


@pytest.mark.parametrize(
    "g", [None, torch.ones(5, 3), torch.ones(4, 4), torch.ones(4), torch.ones(5, 4).double()], ids=str
)
def test_a_refused_gradient_changes_nothing(g):
    layer = Linear(2, 4)
    layer.forward(X)
    layer.backward(torch.ones(5, 4))
    before = [d.clone() for d in layer.gradwrtparam()]
    with pytest.raises((TypeError, ValueError)):
        layer.backward(g)
    assert all(torch.equal(a, b) for a, b in zip(layer.gradwrtparam(), before, strict=True))


@pytest.mark.parametrize("layer", [Linear(2, 3), Relu(), Tanh(), Sigmoid(), Softmax()], ids=str)
@pytest.mark.parametrize("x", [None, torch.ones(0, 2), torch.ones(5, 2).long()], ids=str)
def test_a_refused_input_is_not_remembered(layer, x):
    layer.forward(X)
    with pytest.raises((TypeError, ValueError)):
        layer.forward(x)
    assert layer.in_value is X


@pytest.mark.parametrize("layer", [Relu(), Tanh(), Sigmoid(), Softmax()], ids=str)
def test_a_gradient_must_be_like_the_input(layer):
    layer.forward(X)
    with pytest.raises(ValueError, match=r"\(5, 2\), got \(5, 1\)"):
        layer.backward(torch.ones(5, 1))
    with pytest.raises(TypeError, match="float64"):
        layer.backward(X.double())


def test_a_refused_list_adds_no_layer():
    model = Sequential(Relu())
    with pytest.raises(TypeError):
        model.add_layers(Tanh(), [Relu(), "layer"])
    assert len(model.layers) == 1


def test_the_tree_is_what_its_docstring_draws():
    for error, builtin in (
        (ShapeError, ValueError), (DomainError, ValueError), (KindError, TypeError), (OrderError, RuntimeError)
    ):  # fmt: skip
        assert issubclass(error, builtin)
        assert issubclass(error, FrameworkError)
