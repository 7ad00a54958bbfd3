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
    """Moves the parameters that `model` has when the optimizer is made.

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
        self._pairs = joined(model.param(), model.gradwrtparam())

    def zero_grad(self) -> None:
        """Set every gradient of the model to zero, in place."""
        for _, g in self._pairs:
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
        for p, g in self._pairs:
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
        self._steps = 0
        self._moments = [(torch.zeros_like(p), torch.zeros_like(p)) for p, _ in self._pairs]

    def step(self) -> None:
        """Algorithm 1: m and v start at zero, so both are divided by how far they have come, 1 − βᵗ."""
        self._steps += 1
        # The two corrections are moved into step size and ε, as the paper's section 2 ends with.
        beta1, beta2 = self.betas
        scale = math.sqrt(1 - beta2**self._steps)
        step_size = self.lr * scale / (1 - beta1**self._steps)
        for (p, g), (m, v) in zip(self._pairs, self._moments, strict=True):
            m.lerp_(g, 1 - beta1)  # as p, the mean gradient
            v.mul_(beta2).addcmul_(g, g, value=1 - beta2)  # as p, the mean squared gradient
            p.addcdiv_(m, v.sqrt().add_(self.eps * scale), value=-step_size)


def joined(parameters: list[Tensor], gradients: list[Tensor]) -> list[tuple[Tensor, Tensor]]:
    """Pair each parameter with its gradient; pairs that follow each other in memory become one pair of vectors.

    A step costs a call for each pair, whatever its size: at batch 10 the report's network takes 5 % less time
    so, since `Linear` keeps b behind w.
    """
    pairs: list[tuple[Tensor, Tensor]] = []
    for p, g in zip(parameters, gradients, strict=True):
        if pairs and follows(pairs[-1][0], p) and follows(pairs[-1][1], g):
            q, h = pairs.pop()
            pairs.append((join(q, p), join(h, g)))
        else:
            pairs.append((p, g))
    return pairs


def follows(a: Tensor, b: Tensor) -> bool:
    """Whether b begins in memory where a ends."""
    same_block = a.untyped_storage().data_ptr() == b.untyped_storage().data_ptr() and a.dtype == b.dtype
    return same_block and a.is_contiguous() and b.is_contiguous() and a.data_ptr() + a.nbytes == b.data_ptr()


def join(a: Tensor, b: Tensor) -> Tensor:
    """The vector over the memory of both, without a copy."""
    return a.as_strided((a.numel() + b.numel(),), (1,))
