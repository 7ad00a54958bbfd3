"""Optimizers."""

import torch

from .module import Module


class Optimizer:
    def __init__(self, model, lr):
        who = type(self).__name__
        if not isinstance(model, Module):
            raise TypeError(f"{who}: expected a module, got {type(model).__name__}")
        if isinstance(lr, bool) or not isinstance(lr, (int, float)):
            raise TypeError(f"{who}: expected lr as a number, got {type(lr).__name__}")
        if not 0 <= lr < float("inf"):
            raise ValueError(f"{who}: expected a learning rate of at least 0, got {lr}")
        self.model = model
        self.lr = lr

    def zero_grad(self):
        for g in self.model.gradwrtparam():
            g.zero_()

    def step(self):
        raise NotImplementedError(f"{type(self).__name__}.step")


class SGD(Optimizer):
    def __init__(self, model, lr=0.01):
        super().__init__(model, lr)

    def step(self):
        for p, g in zip(self.model.param(), self.model.gradwrtparam()):
            p.sub_(self.lr * g)


class Adam(Optimizer):
    def __init__(self, model, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(model, lr)
        if not all(0 <= beta < 1 for beta in betas):
            raise ValueError(f"Adam: expected betas from 0 up to 1, got {betas}")
        if not eps >= 0:
            raise ValueError(f"Adam: expected eps of at least 0, got {eps}")
        self.betas = betas
        self.eps = eps
        self.t = 0
        self.m = [torch.zeros_like(p) for p in model.param()]
        self.v = [torch.zeros_like(p) for p in model.param()]

    def step(self):
        self.t += 1
        beta1, beta2 = self.betas
        for p, g, m, v in zip(self.model.param(), self.model.gradwrtparam(), self.m, self.v):
            m.mul_(beta1).add_((1 - beta1) * g)
            v.mul_(beta2).add_((1 - beta2) * g * g)
            m_hat = m / (1 - beta1**self.t)
            v_hat = v / (1 - beta2**self.t)
            p.sub_(self.lr * m_hat / (v_hat.sqrt() + self.eps))
