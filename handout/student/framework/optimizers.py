"""Optimizers: how the parameters move once the gradients are known.

SGD:   p ← p − lr·g
Adam:  m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²,  p ← p − lr · (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε)

Source: Kingma & Ba (2015), Adam: a method for stochastic optimization, algorithm 1.
"""

import math

import torch
from torch import Tensor

from framework.checks import check_number, describe
from framework.errors import DomainError, KindError
from framework.module import Module


class Optimizer:
    """Moves the parameters of `model`, those of layers that come to it later as well.

    Attributes:
        model: the module whose parameters move.
        lr: the learning rate; set it at any time, the next step uses it.
    """

    def __init__(self, model: Module, lr: float) -> None:
        raise NotImplementedError("Optimizer.__init__")

    def pairs(self) -> list[tuple[Tensor, Tensor]]:
        """The parameters that the model has now, each with its gradient: the very tensors."""
        raise NotImplementedError("Optimizer.pairs")

    def zero_grad(self) -> None:
        """Set every gradient of the model to zero, in place."""
        raise NotImplementedError("Optimizer.zero_grad")

    def step(self) -> None:
        """Move every parameter of the model, in place."""
        raise NotImplementedError("Optimizer.step")


class SGD(Optimizer):
    """Steepest descent: each parameter moves against its gradient."""

    def __init__(self, model: Module, lr: float = 0.01) -> None:
        raise NotImplementedError("SGD.__init__")

    def step(self) -> None:
        """p ← p − lr·g."""
        raise NotImplementedError("SGD.step")


class Adam(Optimizer):
    """A step of its own size for each number: the mean gradient over the root of the mean squared gradient."""

    def __init__(
        self, model: Module, lr: float = 0.001, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8
    ) -> None:
        raise NotImplementedError("Adam.__init__")

    def step(self) -> None:
        """Algorithm 1: m and v start at zero, so both are divided by how far they have come, 1 − βᵗ."""
        raise NotImplementedError("Adam.step")
