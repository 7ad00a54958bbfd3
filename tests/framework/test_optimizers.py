"""Optimizers: what moves, what stays the same object, what comes later."""

import copy

import pytest
import torch

from framework import SGD, Adam, Linear, Module, Relu, Sequential

KINDS = {"SGD": SGD, "Adam": Adam}


def model_with_gradients():
    model = Sequential(Linear(3, 4), Relu(), Linear(4, 2, bias=False))
    for g in model.gradwrtparam():
        g.normal_()
    return model


def test_sgd_by_hand():
    model = model_with_gradients()
    expected = [p - 0.3 * g for p, g in zip(model.param(), model.gradwrtparam(), strict=True)]
    SGD(model, 0.3).step()
    for p, q in zip(model.param(), expected, strict=True):
        torch.testing.assert_close(p, q)


@pytest.mark.parametrize("kind", KINDS)
def test_lists_that_somebody_kept_stay_live(kind):
    model = model_with_gradients()
    parameters, gradients = model.param(), model.gradwrtparam()
    before = [p.clone() for p in parameters]
    optimizer = KINDS[kind](model, 0.1)
    optimizer.step()
    optimizer.zero_grad()
    assert all(a is b for a, b in zip(parameters, model.param(), strict=True))
    assert all(a is b for a, b in zip(gradients, model.gradwrtparam(), strict=True))
    assert not any(torch.equal(p, q) for p, q in zip(parameters, before, strict=True))
    assert not any(g.any() for g in gradients)
    assert optimizer.model is model
    assert optimizer.lr == 0.1


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_learning_rate_counts_from_the_next_step_on(kind):
    model = model_with_gradients()
    optimizer = KINDS[kind](model, 0.1)
    optimizer.lr = 0.0
    before = [p.clone() for p in model.param()]
    optimizer.step()
    assert all(torch.equal(p, q) for p, q in zip(model.param(), before, strict=True))


def test_two_optimizers_may_share_a_model():
    model, other = model_with_gradients(), model_with_gradients()
    for p, q, g, h in zip(model.param(), other.param(), model.gradwrtparam(), other.gradwrtparam(), strict=True):
        q.copy_(p)
        h.copy_(g)
    whole, first, last = SGD(model, 0.1), SGD(other.layers[0], 0.1), SGD(other.layers[2], 0.1)
    for optimizer in (whole, first, last):
        optimizer.step()
    assert all(torch.equal(p, q) for p, q in zip(model.param(), other.param(), strict=True))


def test_a_copy_of_model_and_optimizer_lives_on_its_own():
    model = model_with_gradients()
    before = [p.clone() for p in model.param()]
    twin, optimizer = copy.deepcopy((model, SGD(model, 0.1)))
    optimizer.step()
    assert all(torch.equal(p, q) for p, q in zip(model.param(), before, strict=True))
    assert not any(torch.equal(p, q) for p, q in zip(twin.param(), before, strict=True))


@pytest.mark.parametrize("kind", KINDS)
def test_a_layer_that_comes_later_is_trained_as_if_it_had_been_there(kind):
    model, alone = Sequential(Linear(3, 4)), Linear(4, 2)
    optimizer, other = KINDS[kind](model, 0.1), KINDS[kind](alone, 0.1)
    optimizer.step()
    later = copy.deepcopy(alone)
    model.add_layers(later)
    for p, q in zip(later.gradwrtparam(), alone.gradwrtparam(), strict=True):
        q.copy_(p.normal_())
    for _ in range(2):
        optimizer.step()
        other.step()
    assert all(torch.equal(p, q) for p, q in zip(later.param(), alone.param(), strict=True))
    optimizer.zero_grad()
    assert not any(g.any() for g in model.gradwrtparam())


def test_a_layer_of_ones_own_with_separate_parameters_is_trained():
    class Scale(Module):
        def __init__(self):
            self.s, self.ds = torch.ones(2), torch.full((2,), 4.0)

        def param(self):
            return [self.s]

        def gradwrtparam(self):
            return [self.ds]

    layer = Scale()
    SGD(Sequential(layer, Linear(2, 2)), 0.5).step()
    assert torch.equal(layer.s, torch.tensor([-1.0, -1.0]))


def test_a_model_without_parameters_is_no_error():
    for kind in KINDS.values():
        optimizer = kind(Relu(), 0.1)
        optimizer.zero_grad()
        optimizer.step()
