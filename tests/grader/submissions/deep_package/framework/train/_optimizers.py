from dataclasses import dataclass, field
from itertools import count, repeat
from numbers import Real
from typing import NamedTuple
import torch
from torch import Tensor
from ..core.base import Module
from ..core.faults import KindFault, ShapeFault, guard


class Moments(NamedTuple):
    mean: Tensor
    square: Tensor


class Optimizer:
    def __init__(self, model, lr):
        who = type(self).__name__
        guard(who, KindFault)(isinstance(model, Module), "a Module", type(model).__name__)(isinstance(lr, Real), "a real number", type(lr).__name__)
        guard(who, ShapeFault)(lr >= 0, "a learning rate of 0 or more", lr)
        guard(who, ShapeFault)(len(model.param()) == len(model.gradwrtparam()), "a gradient for each parameter", "others")
        guard(who, ShapeFault)(model.param(), "a model with parameters", "none")
        self.model, self.lr = model, lr
        self._steps = self._stepping()

    def _pairs(self): return zip(self.model.param(), self.model.gradwrtparam())

    def zero_grad(self):
        for _, g in self._pairs(): g.zero_()

    def _stepping(self):
        raise NotImplementedError(f"{type(self).__name__}: step() of Optimizer is virtual")
        yield

    def step(self):
        next(self._steps)


class SGD(Optimizer):
    def __init__(self, model, lr=0.01): super().__init__(model, lr)
    def _stepping(self):
        while True:
            for p, g in self._pairs(): p.copy_(p - self.lr * g)
            yield


class Adam(Optimizer):
    def __init__(self, model, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.betas, self.eps = tuple(betas), float(eps)
        super().__init__(model, lr)

    def _stepping(self):
        (b1, b2), power1, power2 = self.betas, 1.0, 1.0
        moments = [Moments(torch.zeros_like(p), torch.zeros_like(p)) for p in self.model.param()]
        while True:
            power1, power2 = power1 * b1, power2 * b2
            for (p, g), (m, v) in zip(self._pairs(), moments):
                m += (g - m) * (1 - b1)
                v += (g * g - v) * (1 - b2)
                p -= self.lr * (m / (1 - power1)) / (torch.sqrt(v / (1 - power2)) + self.eps)
            yield
