"""The twin is PyTorch's, starts where it is told to, and leaves the given weights alone."""

import pytest
import torch
from torch import nn

from reference import oracle
from reference.case import Case
from reference.twin import autograd, build


def test_it_is_built_of_pytorchs_parts():
    case = Case((3, 4, 2), "tanh", loss="cross-entropy", optimizer="adam", lr=0.02)
    twin = build(case, oracle.draw_weights(case))
    assert [type(part) for part in twin.model] == [nn.Linear, nn.Tanh, nn.Linear]
    assert isinstance(twin.loss, nn.CrossEntropyLoss)
    assert isinstance(twin.optimizer, torch.optim.Adam)
    assert twin.optimizer.defaults["lr"] == 0.02


def test_a_step_moves_it_and_not_the_weights_it_was_given():
    case = Case((3, 4, 2))
    weights = oracle.draw_weights(case)
    kept = [w.clone() for w in weights]
    twin = build(case, weights)
    ((x, target),) = oracle.draw_batches(case)
    twin.step(x, target)
    assert all(torch.equal(a, b) for a, b in zip(weights, kept, strict=True))
    assert not any(torch.equal(p, w) for p, w in zip(twin.model.parameters(), weights, strict=True))


def test_autograd_is_on_inside_whatever_it_is_outside():
    with torch.inference_mode(), autograd():
        assert torch.is_grad_enabled()
        assert not torch.is_inference_mode_enabled()


def test_weights_that_do_not_fit_are_refused():
    case = Case((3, 4, 2))
    with pytest.raises(ValueError, match="weights of the shapes"):
        build(case, oracle.draw_weights(Case((3, 5, 2))))
