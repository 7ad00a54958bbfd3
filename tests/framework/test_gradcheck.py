"""The gradient check passes what is right, and sees each kind of mistake."""

import pytest
import torch

from framework import CrossEntropyLoss, Linear, MSELoss, Softmax
from framework.gradcheck import double_precision, layer_error, loss_error


@pytest.fixture(autouse=True)
def _double():
    torch.set_default_dtype(torch.float64)


def wrong(base, **methods):
    return type(base.__name__, (base,), methods)


def forgets_bias(self, g):
    dx = Linear.backward(self, g)
    self.db.zero_()
    return dx


def halves_weights(self, g):
    dx = Linear.backward(self, g)
    self.dw.mul_(0.5)
    return dx


def diagonal_only(self, g):
    s = self.forward(self.in_value)
    return g * s * (1 - s)


@pytest.mark.parametrize(
    "make",
    [
        lambda: wrong(Linear, backward=forgets_bias)(5, 4),
        lambda: wrong(Linear, backward=halves_weights)(5, 4),
        lambda: wrong(Linear, backward=lambda self, g: -Linear.backward(self, g))(5, 4),
        wrong(Softmax, backward=diagonal_only),
    ],
    ids=["bias", "weights", "sign", "softmax"],
)
def test_it_sees_mistakes_in_layers(make):
    assert layer_error(make(), torch.randn(6, 5)) > 1e-3


def test_it_sees_mistakes_in_losses():
    loss = wrong(MSELoss, backward=lambda _, p, t: 2 * (p - t) / len(p))()
    assert loss_error(loss, torch.randn(6, 5), torch.randn(6, 5)) > 1e-3


def test_right_ones_pass_over_many_seeds_and_nothing_moves():
    worst = 0.0
    for seed in range(50):
        torch.manual_seed(seed)
        layer, x = Linear(5, 4), torch.randn(6, 5)
        before = x.clone(), layer.w.clone()
        worst = max(worst, layer_error(layer, x), loss_error(CrossEntropyLoss(), x, torch.randint(5, (6,))))
        assert torch.equal(x, before[0])
        assert torch.equal(layer.w, before[1])
    assert worst < 1e-7


def test_layers_are_built_in_double_precision_and_the_default_is_put_back():
    torch.set_default_dtype(torch.float32)
    with double_precision():
        assert layer_error(Linear(5, 4), torch.randn(6, 5)) < 1e-7
    with pytest.raises(KeyError), double_precision():
        raise KeyError
    assert torch.get_default_dtype() == torch.float32


def test_single_precision_is_refused():
    with pytest.raises(TypeError, match=r"float64, got torch\.float32"):
        layer_error(Linear(5, 4), torch.randn(6, 5).float())
