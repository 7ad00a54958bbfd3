"""Activations at the extremes, against 50 digits of mpmath; Softmax's Jacobian; classes of one's own."""

import mpmath
import pytest
import torch

from framework import Activation, Relu, Sigmoid, Softmax, Tanh

POINTS = [0.0, 1e-30, 1e-8, 1e-3, 0.5, 1.0, 5.0, 20.0, 30.0, 88.0, 100.0, 710.0, 1e4]
TOLERANCE = {torch.float32: 1e-6, torch.float64: 1e-12}
TRUE = {
    Sigmoid: (lambda x: 1 / (1 + mpmath.exp(-x)), lambda x: 1 / (2 + mpmath.exp(x) + mpmath.exp(-x))),
    Tanh: (mpmath.tanh, lambda x: mpmath.sech(x) ** 2),
    Relu: (lambda x: max(x, 0), lambda x: int(x > 0)),
}


@pytest.mark.parametrize("cls", TRUE)
@pytest.mark.parametrize("dtype", TOLERANCE)
def test_values_and_derivatives_up_to_1e4(cls, dtype):
    x = torch.tensor([s * p for p in POINTS for s in (1, -1)], dtype=dtype)
    layer, tolerance = cls(), TOLERANCE[dtype]
    with mpmath.workdps(50):
        for got, true in zip((layer.forward(x), layer.derivative(x)), TRUE[cls], strict=True):
            for at, value in zip(x.tolist(), got.tolist(), strict=True):
                wanted = true(mpmath.mpf(at))
                assert abs(value - wanted) <= tolerance * max(1, abs(wanted)), (at, value, wanted)


@pytest.mark.parametrize("cls", [Sigmoid, Tanh])
def test_small_derivatives_keep_their_digits(cls):
    x = torch.tensor([-30.0, -20.0, 15.0, 30.0], dtype=torch.float64)
    with mpmath.workdps(50):
        for at, value in zip(x.tolist(), cls().derivative(x).tolist(), strict=True):
            wanted = TRUE[cls][1](mpmath.mpf(at))
            assert abs(value - wanted) <= 1e-12 * wanted


@pytest.mark.parametrize("cls", TRUE)
@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (2, 3, 4)])
def test_elementwise_ones_take_any_shape(cls, shape):
    layer, x = cls(), torch.randn(shape)
    assert layer.forward(x).shape == layer.backward(torch.ones(shape)).shape == shape


def test_relu_at_its_kink():
    assert torch.equal(Relu().derivative(torch.tensor([-1.0, 0.0, -0.0, 1e-40, 2.0])), torch.tensor([0.0, 0, 0, 1, 1]))


@pytest.mark.parametrize("dtype", TOLERANCE)
def test_softmax_rows_are_distributions_at_the_extremes(dtype):
    x = torch.tensor([[1e4, -1e4, 0], [-1e4, -1e4, -1e4], [1e4, 1e4 - 1, 0]], dtype=dtype)
    layer = Softmax()
    y = layer.forward(x)
    torch.testing.assert_close(y.sum(1), torch.ones(3, dtype=dtype))
    torch.testing.assert_close(y[:2], torch.tensor([[1, 0, 0], [1 / 3, 1 / 3, 1 / 3]], dtype=dtype))
    torch.testing.assert_close(layer.forward(torch.randn(2, 3) + 0), layer.forward(layer.in_value + 7))
    assert layer.backward(torch.ones(2, 3)).isfinite().all()


def test_softmaxes_backward_is_its_jacobian_applied():
    torch.set_default_dtype(torch.float64)
    layer, x, g = Softmax(), torch.randn(5, 4), torch.randn(5, 4)
    s, jacobian = layer.forward(x), layer.derivative(x)
    assert jacobian.shape == (5, 4, 4)
    for n in range(5):
        torch.testing.assert_close(jacobian[n], torch.diag(s[n]) - torch.outer(s[n], s[n]))
    torch.testing.assert_close(layer.backward(g), torch.einsum("ni,nij->nj", g, jacobian))


def test_a_class_of_ones_own_gets_its_backward():
    class Square(Activation):
        def forward(self, x):
            self.update_in_value(x)
            return x * x

        def derivative(self, v):
            return 2 * v

    layer = Square()
    layer.forward(torch.tensor([3.0, -1.0]))
    assert torch.equal(layer.backward(torch.tensor([1.0, 10.0])), torch.tensor([6.0, -20.0]))
    assert layer.to_string() == "Square()"
