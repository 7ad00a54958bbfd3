"""Losses: both kinds of targets, the extremes, the slope, PyTorch's values."""

import pytest
import torch
from torch import nn

from framework import CrossEntropyLoss, MSELoss
from framework.gradcheck import loss_error
from reference.closeness import SINGLE, difference
from reference.oracle import vjp

N, C = 6, 4
TARGETS = {
    "classes": lambda: torch.randint(C, (N,)),
    "one-hot": lambda: nn.functional.one_hot(torch.randint(C, (N,)), C).double(),
    "probabilities": lambda: torch.rand(N, C).softmax(1),
    "unnormalised": lambda: torch.rand(N, C),
}


@pytest.fixture(autouse=True)
def _double():
    torch.set_default_dtype(torch.float64)


@pytest.mark.parametrize("kind", TARGETS)
def test_cross_entropy_is_pytorchs_for_every_kind_of_target(kind):
    prediction, target = 5 * torch.randn(N, C), TARGETS[kind]()
    ours, theirs = CrossEntropyLoss(), nn.CrossEntropyLoss()
    got = ours.forward(prediction, target), ours.backward(prediction, target)
    (gradient,) = vjp(lambda p: theirs(p, target), [prediction], torch.tensor(1.0))
    for a, b in zip(got, (theirs(prediction, target), gradient), strict=True):
        assert difference(a, b).within(SINGLE[torch.float64]), difference(a, b)
    assert loss_error(ours, prediction, target) < 1e-7


def test_one_hot_rows_may_be_integers():
    prediction, classes = torch.randn(N, C), torch.randint(C, (N,))
    rows = nn.functional.one_hot(classes, C)
    loss = CrossEntropyLoss()
    assert torch.equal(loss.forward(prediction, rows), loss.forward(prediction, classes))
    assert torch.equal(loss.backward(prediction, rows), loss.backward(prediction, classes))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_cross_entropy_is_finite_and_right_at_1e4(dtype):
    prediction = torch.tensor([[1e4, -1e4], [1e4, -1e4], [-1e4, -1e4]], dtype=dtype)
    loss, target = CrossEntropyLoss(), torch.tensor([0, 1, 0])
    torch.testing.assert_close(
        loss.forward(prediction, target), torch.tensor((2e4 + 0.6931471805599453) / 3, dtype=dtype)
    )
    expected = torch.tensor([[0, 0], [1, -1], [-0.5, 0.5]], dtype=dtype) / 3
    torch.testing.assert_close(loss.backward(prediction, target), expected)
    rows = torch.tensor([[1.0, 0], [0, 1], [1, 0]], dtype=dtype)
    torch.testing.assert_close(loss.forward(prediction, rows), loss.forward(prediction, target))


@pytest.mark.parametrize("shape", [(5, 1), (1, 5), (3, 4), (6,), (2, 3, 4)])
def test_mse_is_the_mean_over_all_elements(shape):
    prediction, target = torch.randn(shape), torch.randn(shape)
    loss = MSELoss()
    value = loss.forward(prediction, target)
    assert value.shape == ()
    torch.testing.assert_close(value, ((prediction - target) ** 2).sum() / prediction.numel())
    torch.testing.assert_close(loss.backward(prediction, target), 2 * (prediction - target) / prediction.numel())
    assert loss_error(loss, prediction, target) < 1e-7


@pytest.mark.parametrize("loss", [MSELoss(), CrossEntropyLoss()], ids=str)
def test_nothing_that_comes_in_changes_and_nothing_that_went_out(loss):
    prediction, target = torch.randn(N, C), torch.rand(N, C)
    before = prediction.clone(), target.clone()
    value, gradient = loss.forward(prediction, target), loss.backward(prediction, target)
    kept = value.clone(), gradient.clone()
    loss.forward(prediction + 1, target)
    loss.backward(prediction + 1, target)
    pairs = zip((prediction, target, value, gradient), (*before, *kept), strict=True)
    assert all(torch.equal(a, b) for a, b in pairs)
    assert loss.to_string() == f"{type(loss).__name__}()"
