"""What a cell remembers, and when."""

import pytest
import torch

from framework import Cell, Linear, Relu, Sigmoid


def test_at_first_it_trains_and_remembers_nothing():
    for cell in (Cell(), Relu(), Linear(2, 3)):
        assert cell.train is True
        assert cell.in_value is None


def test_it_remembers_its_last_input_in_training_mode_only():
    cell, first, second = Relu(), torch.randn(2, 2), torch.randn(2, 2)
    cell.forward(first)
    assert torch.equal(cell.in_value, first)
    cell.training_mode(False)
    cell.forward(second)
    assert torch.equal(cell.in_value, first)
    cell.training_mode(True)
    cell.update_in_value(second)
    assert torch.equal(cell.in_value, second)


def test_what_is_set_by_hand_is_what_backward_uses():
    cell, g = Sigmoid(), torch.ones(2, 2)
    cell.in_value = torch.zeros(2, 2)
    assert torch.equal(cell.backward(g), torch.full((2, 2), 0.25))
    linear = Linear(3, 2)
    linear.in_value = torch.full((4, 3), 2.0)
    linear.backward(torch.ones(4, 2))
    assert torch.equal(linear.dw, torch.full((2, 3), 8.0))


@pytest.mark.parametrize("mode", [True, False])
def test_predict_keeps_mode_and_memory_even_when_it_fails(mode):
    cell, x = Linear(2, 3), torch.randn(4, 2)
    cell.forward(x)
    cell.training_mode(mode)
    cell.predict(torch.randn(1, 2))
    with pytest.raises(ValueError, match="shape"):
        cell.predict(torch.randn(1, 5))
    assert cell.train is mode
    assert cell.in_value is x


@pytest.mark.parametrize("mode", [None, 1, "train"])
def test_the_mode_is_true_or_false(mode):
    with pytest.raises(TypeError, match="True or False"):
        Relu().training_mode(mode)
