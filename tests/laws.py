"""Laws that hold for every layer, whatever it computes; each takes a function that makes the layer, and an input."""

import torch

from framework import Module
from framework.gradcheck import layer_error

SMALL = 1e-12


def backward_is_the_slope(make, x):
    assert layer_error(make(), x) < 1e-7


def two_backwards_add_up(make, x):
    layer = make()
    g = torch.randn_like(layer.forward(x))
    layer.backward(g)
    once = [d.clone() for d in layer.gradwrtparam()]
    layer.backward(g)
    for d, first in zip(layer.gradwrtparam(), once, strict=True):
        torch.testing.assert_close(d, 2 * first, rtol=SMALL, atol=SMALL)


def a_batch_is_its_rows(make, x):
    layer = make()
    g = torch.randn_like(layer.forward(x))
    y, dx = layer.forward(x), layer.backward(g)
    whole = [d.clone() for d in layer.gradwrtparam()]
    for d in layer.gradwrtparam():
        d.zero_()
    for n in range(len(x)):
        row = slice(n, n + 1)
        torch.testing.assert_close(layer.forward(x[row]), y[row], rtol=SMALL, atol=SMALL)
        torch.testing.assert_close(layer.backward(g[row]), dx[row], rtol=SMALL, atol=SMALL)
    for d, together in zip(layer.gradwrtparam(), whole, strict=True):
        torch.testing.assert_close(d, together, rtol=SMALL, atol=SMALL)


def inputs_stay_untouched(make, x):
    layer, before = make(), x.clone()
    parameters = [p.clone() for p in layer.param()]
    y = layer.forward(x)
    g = torch.randn_like(y)
    kept = g.clone()
    layer.backward(g)
    layer.predict(x)
    assert torch.equal(x, before)
    assert torch.equal(g, kept)
    assert all(torch.equal(p, q) for p, q in zip(layer.param(), parameters, strict=True))


def results_stay_as_they_were_returned(make, x):
    layer = make()
    y = layer.forward(x)
    dx = layer.backward(torch.ones_like(y))
    kept = y.clone(), dx.clone()
    layer.forward(x + 1)
    layer.backward(torch.randn_like(y))
    layer.predict(x - 1)
    for d in layer.gradwrtparam():
        d.zero_()
    assert torch.equal(y, kept[0])
    assert torch.equal(dx, kept[1])


def predict_leaves_no_trace(make, x):
    layer = make()
    y = layer.forward(x)
    g = torch.randn_like(y)
    dx = layer.backward(g)
    assert torch.equal(layer.predict(x), y)
    layer.predict(torch.randn_like(x))
    assert torch.equal(layer.backward(g), dx)


def lists_hold_the_live_tensors(make, x):
    layer = make()
    held = layer.param(), layer.gradwrtparam()
    layer.backward(torch.ones_like(layer.forward(x)))
    for mine, now in zip(held, (layer.param(), layer.gradwrtparam()), strict=True):
        assert all(a is b for a, b in zip(mine, now, strict=True))
    assert [p.shape for p in held[0]] == [g.shape for g in held[1]]


def works_whatever_autograd_is_set_to(make, x):
    torch.manual_seed(1)
    layer = make()

    def walk():
        for d in layer.gradwrtparam():
            d.zero_()
        y = layer.forward(x)
        return [y, layer.backward(torch.ones_like(y)), *(d.clone() for d in layer.gradwrtparam())]

    usual = walk()
    with torch.no_grad():
        off = walk()
        assert not torch.is_grad_enabled()
    with torch.inference_mode():
        inference = walk()
    for a, b, c in zip(usual, off, inference, strict=True):
        assert torch.equal(a, b)
        assert torch.equal(a, c)
        assert not a.requires_grad


def is_a_module(make, x):
    layer = make()
    assert isinstance(layer, Module)
    assert type(layer).__name__ in layer.to_string()
    assert layer.forward(x).dtype == x.dtype


ALL = [
    backward_is_the_slope,
    two_backwards_add_up,
    a_batch_is_its_rows,
    inputs_stay_untouched,
    results_stay_as_they_were_returned,
    predict_leaves_no_trace,
    lists_hold_the_live_tensors,
    works_whatever_autograd_is_set_to,
    is_a_module,
]
