"""Losses and optimizers."""

import torch

from framework import functional as F
from framework.layers import Module, fits, is_a


class Loss(Module):
    def _tensors(self, prediction, target):
        for x in (prediction, target):
            is_a(torch.Tensor, x, f"{type(self).__name__}: expected tensors")
            fits(x.nelement(), f"{type(self).__name__}: expected at least one sample", x)
        if bool((target != target).any()):
            raise ValueError(f"{type(self).__name__}: expected a target without NaN, got NaN")


class MSELoss(Loss):
    def _check(self, prediction, target):
        self._tensors(prediction, target)
        shapes = tuple(prediction.shape), tuple(target.shape)
        if shapes[0] != shapes[1]:
            raise ValueError("MSELoss: expected prediction and target of one shape, got %s and %s" % shapes)

    def forward(self, prediction, target):
        self._check(prediction, target)
        return F.mse(prediction, target)

    def backward(self, prediction, target):
        self._check(prediction, target)
        return F.mse_prime(prediction, target)


class CrossEntropyLoss(Loss):
    def _rows(self, prediction, target):
        self._tensors(prediction, target)
        fits(prediction.dim() == 2, "CrossEntropyLoss: expected logits (N, C)", prediction)
        samples, classes = prediction.shape
        if target.dim() == 2:
            fits(target.shape == prediction.shape, f"CrossEntropyLoss: expected rows {tuple(prediction.shape)}", target)
            return target.to(prediction.dtype)
        fits(target.shape == (samples,), f"CrossEntropyLoss: expected {samples} class indices", target)
        if target.is_floating_point():
            raise TypeError(f"CrossEntropyLoss: expected class indices of int64, got {target.dtype}")
        if not bool(((target >= 0) & (target < classes)).all()):
            raise ValueError(f"CrossEntropyLoss: expected class indices in [0, {classes}), got {target.tolist()}")
        return torch.zeros(samples, classes, dtype=prediction.dtype).scatter_(1, target.view(-1, 1), 1.0)

    def forward(self, prediction, target):
        return F.cross_entropy(prediction, self._rows(prediction, target))

    def backward(self, prediction, target):
        return F.cross_entropy_prime(prediction, self._rows(prediction, target))


class Optimizer:
    def __init__(self, model, lr):
        is_a(Module, model, f"{type(self).__name__}: expected a model")
        is_a((int, float), lr, f"{type(self).__name__}: expected a number as learning rate")
        if lr < 0:
            raise ValueError(f"{type(self).__name__}: expected a learning rate of at least 0, got {lr}")
        self.model, self.lr = model, lr

    def zero_grad(self):
        for gradient in self.model.gradwrtparam():
            gradient.fill_(0)

    def _pairs(self):
        return list(zip(self.model.param(), self.model.gradwrtparam()))

    def step(self):
        raise NotImplementedError(f"{type(self).__name__}.step() must be overridden")


class SGD(Optimizer):
    def __init__(self, model, lr=1e-2, momentum=0.0):
        super().__init__(model, lr)
        self.momentum = momentum
        self.velocity = {}

    def step(self):
        for i, (p, g) in enumerate(self._pairs()):
            v = self.velocity.get(i, torch.zeros_like(g)) * self.momentum + g
            self.velocity[i] = v
            p.add_(v, alpha=-self.lr)


class Adam(Optimizer):
    def __init__(self, model, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(model, lr)
        self.betas, self.eps = betas, eps
        self.steps = 0
        self.moments = {}

    def step(self):
        self.steps += 1
        (b1, b2), t = self.betas, self.steps
        for i, (p, g) in enumerate(self._pairs()):
            m, v = self.moments.get(i, (torch.zeros_like(p), torch.zeros_like(p)))
            m, v = torch.lerp(g, m, b1), torch.lerp(g * g, v, b2)
            self.moments[i] = m, v
            p.addcdiv_(m / (1 - b1**t), torch.sqrt(v / (1 - b2**t)) + self.eps, value=-self.lr)
