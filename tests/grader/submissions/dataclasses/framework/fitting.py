from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

import torch
from torch import Tensor

from .base import Module


@dataclass(eq=False)
class Loss(Module):
    def to_string(self) -> str:
        return self.name

    def check(self, prediction: Tensor, target: Tensor) -> None:
        for what, value in {"prediction": prediction, "target": target}.items():
            if not isinstance(value, Tensor):
                raise TypeError(f"{self.name}: expected {what} as a tensor, got {type(value).__name__}")
        if not len(prediction):
            raise ValueError(f"{self.name}: expected at least one sample, got {tuple(prediction.shape)}")
        if target.isnan().any():
            raise ValueError(f"{self.name}: expected a target without NaN")


class MSELoss(Loss):
    def residual(self, prediction: Tensor, target: Tensor) -> Tensor:
        self.check(prediction, target)
        if prediction.shape != target.shape:
            raise ValueError(f"MSELoss: expected {tuple(prediction.shape)} as target, got {tuple(target.shape)}")
        return prediction - target

    def forward(self, prediction: Tensor, target: Tensor) -> Tensor:
        return self.residual(prediction, target).square().mean()

    def backward(self, prediction: Tensor, target: Tensor) -> Tensor:
        return self.residual(prediction, target) * 2 / prediction.numel()


class CrossEntropyLoss(Loss):
    def split(self, prediction: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
        """Log-probabilities, and the target as rows."""
        self.check(prediction, target)
        if prediction.dim() != 2:
            raise ValueError(f"CrossEntropyLoss: expected logits (N, C), got {tuple(prediction.shape)}")
        n, c = prediction.shape
        if tuple(target.shape) not in ((n,), (n, c)):
            raise ValueError(f"CrossEntropyLoss: expected a target {(n,)} or {(n, c)}, got {tuple(target.shape)}")
        if target.dim() == 1:
            if target.is_floating_point():
                raise TypeError(f"CrossEntropyLoss: expected whole numbers as classes, got {target.dtype}")
            if not set(target.tolist()) <= set(range(c)):
                raise ValueError(f"CrossEntropyLoss: expected classes of {list(range(c))}, got {target.tolist()}")
            target = torch.eye(c, dtype=prediction.dtype)[target]
        return torch.log_softmax(prediction, dim=1), target

    def forward(self, prediction: Tensor, target: Tensor) -> Tensor:
        log_p, rows = self.split(prediction, target)
        return -torch.sum(log_p * rows) / log_p.shape[0]

    def backward(self, prediction: Tensor, target: Tensor) -> Tensor:
        log_p, rows = self.split(prediction, target)
        return (torch.exp(log_p) - rows) / log_p.shape[0]


@dataclass(eq=False)
class Optimizer:
    model: Module
    lr: float
    default_lr: ClassVar[float] = 0.01

    def __post_init__(self) -> None:
        if not isinstance(self.model, Module):
            raise TypeError(f"{type(self).__name__}: expected a Module to optimize, got {self.model!r}")
        if not isinstance(self.lr, float | int):
            raise TypeError(f"{type(self).__name__}: expected lr as a number, got {self.lr!r}")
        if self.lr < 0:
            raise ValueError(f"{type(self).__name__}: expected lr of 0 or more, got {self.lr}")

    def zero_grad(self) -> None:
        for grad in self.model.gradwrtparam():
            grad[...] = 0

    def step(self) -> None:
        raise NotImplementedError(f"{type(self).__name__}: step is not implemented (Optimizer)")


@dataclass(eq=False)
class SGD(Optimizer):
    lr: float = 0.01

    def step(self) -> None:
        for p, g in zip(self.model.param(), self.model.gradwrtparam(), strict=True):
            p[...] = p - self.lr * g


@dataclass(eq=False)
class Adam(Optimizer):
    lr: float = 0.001
    betas: tuple[float, float] = (0.9, 0.999)
    eps: float = 1e-8
    t: int = field(default=0, init=False)
    m: list[Tensor] = field(default_factory=list, init=False)
    v: list[Tensor] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.m = [torch.zeros_like(p) for p in self.model.param()]
        self.v = [torch.zeros_like(p) for p in self.model.param()]

    def step(self) -> None:
        self.t += 1
        b1, b2 = self.betas
        for i, (p, g) in enumerate(zip(self.model.param(), self.model.gradwrtparam(), strict=True)):
            self.m[i] = b1 * self.m[i] + (1 - b1) * g
            self.v[i] = b2 * self.v[i] + (1 - b2) * g.square()
            m_hat, v_hat = self.m[i] / (1 - b1**self.t), self.v[i] / (1 - b2**self.t)
            p[...] = p - self.lr * m_hat / (torch.sqrt(v_hat) + self.eps)
