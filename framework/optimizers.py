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
        name = type(self).__name__
        if not isinstance(model, Module):
            raise KindError(f"{name}: expected the model to be a Module, got {describe(model)}")
        check_number(name, "lr", lr, 0)
        self.model, self.lr = model, lr

    def pairs(self) -> list[tuple[Tensor, Tensor]]:
        """The parameters that the model has now, each with its gradient: the very tensors."""
        return list(zip(self.model.param(), self.model.gradwrtparam(), strict=True))

    def zero_grad(self) -> None:
        """Set every gradient of the model to zero, in place."""
        for _, g in self.pairs():
            g.zero_()

    def step(self) -> None:
        """Move every parameter of the model, in place."""
        raise NotImplementedError(f"{type(self).__name__}.step")


class SGD(Optimizer):
    """Steepest descent: each parameter moves against its gradient."""

    def __init__(self, model: Module, lr: float = 0.01) -> None:
        super().__init__(model, lr)

    def step(self) -> None:
        """p ← p − lr·g."""
        for p, g in self.pairs():
            p.add_(g, alpha=-self.lr)  # as p


class Adam(Optimizer):
    """A step of its own size for each number: the mean gradient over the root of the mean squared gradient."""

    def __init__(
        self, model: Module, lr: float = 0.001, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8
    ) -> None:
        super().__init__(model, lr)
        if not isinstance(betas, tuple | list):
            raise KindError(f"Adam: expected betas to be a pair of numbers, got {describe(betas)}")
        if len(betas) != 2:
            raise DomainError(f"Adam: expected betas to be a pair of numbers, got {len(betas)} of them")
        for name, value, below in (("beta1", betas[0], 1), ("beta2", betas[1], 1), ("eps", eps, math.inf)):
            check_number("Adam", name, value, 0, below)
        self.betas, self.eps = betas, eps
        self._moments: dict[Tensor, tuple[Tensor, Tensor, int]] = {}  # parameter → m, v and the steps that it made

    def step(self) -> None:
        """Algorithm 1: m and v start at zero, so both are divided by how far they have come, 1 − βᵗ."""
        beta1, beta2 = self.betas
        for p, g in self.pairs():
            m, v, t = self._moments.get(p) or (torch.zeros_like(p), torch.zeros_like(p), 0)  # as p
            t += 1
            self._moments[p] = m, v, t
            m.lerp_(g, 1 - beta1)  # the mean gradient
            v.mul_(beta2).addcmul_(g, g, value=1 - beta2)  # the mean squared gradient
            # The two corrections are moved into step size and ε, as the paper's section 2 ends with.
            scale = math.sqrt(1 - beta2**t)
            p.addcdiv_(m, v.sqrt().add_(self.eps * scale), value=-self.lr * scale / (1 - beta1**t))
