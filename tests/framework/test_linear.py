"""The linear layer: attributes, initial values, dtype, and what is the same object."""

import pytest
import torch

from framework import Linear


def test_attributes():
    layer = Linear(3, 4)
    assert (layer.in_size, layer.out_size, layer.bias) == (3, 4, True)
    assert layer.w.shape == layer.dw.shape == (4, 3)
    assert layer.b.shape == layer.db.shape == (4,)
    assert [p is q for p, q in zip(layer.param(), (layer.w, layer.b), strict=True)] == [True, True]
    assert [p is q for p, q in zip(layer.gradwrtparam(), (layer.dw, layer.db), strict=True)] == [True, True]
    assert not layer.dw.any()
    assert not layer.db.any()
    assert layer.to_string() == "Linear(3, 4)"


def test_without_bias():
    layer = Linear(3, 4, bias=False)
    assert layer.b is None
    assert layer.db is None
    assert len(layer.param()) == len(layer.gradwrtparam()) == 1
    x = torch.randn(2, 3)
    assert torch.equal(layer.forward(x), x @ layer.w.T)
    assert layer.to_string() == "Linear(3, 4, bias=False)"


def test_initial_values_come_from_torchs_generator_and_fill_their_range():
    torch.manual_seed(3)
    first = Linear(100, 50)
    torch.manual_seed(3)
    again, other = Linear(100, 50), Linear(100, 50)
    assert torch.equal(first.w, again.w)
    assert torch.equal(first.b, again.b)
    assert not torch.equal(first.w, other.w)
    assert 0.099 < float(first.w.abs().max()) <= 0.1
    assert abs(float(first.w.mean())) < 0.004  # 5,000 draws of deviation 0.058: 4 standard errors


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_it_is_made_in_the_default_dtype(dtype):
    torch.set_default_dtype(dtype)
    layer = Linear(2, 3)
    y = layer.forward(torch.ones(1, 2))
    assert {t.dtype for t in (y, layer.backward(y), *layer.param(), *layer.gradwrtparam())} == {dtype}


def test_the_default_device_is_followed():
    with torch.device("meta"):
        layer = Linear(2, 3)
    assert {t.device.type for t in (*layer.param(), *layer.gradwrtparam())} == {"meta"}


def test_writing_into_a_parameter_takes_effect():
    layer = Linear(2, 2)
    layer.param()[0].copy_(torch.eye(2))
    layer.param()[1].fill_(1)
    assert torch.equal(layer.forward(torch.tensor([[1.0, 2.0]])), torch.tensor([[2.0, 3.0]]))


def test_batches_of_changing_size():
    layer, total = Linear(2, 3), torch.zeros(3)
    for samples in (4, 1, 7, 7):
        g = torch.randn_like(layer.forward(torch.randn(samples, 2)))
        layer.backward(g)
        total += g.sum(0)
    torch.testing.assert_close(layer.db, total)
