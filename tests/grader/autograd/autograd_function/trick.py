"""A Function of torch.autograd whose backward is torch's."""

import torch

from framework.activations import Sigmoid as Right


class Slope(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.sigmoid()

    @staticmethod
    def backward(ctx, g):
        return g


class Sigmoid(Right):
    def derivative(self, v):
        with torch.enable_grad():
            x = v.detach().clone().requires_grad_()
            return torch.autograd.grad(x.sigmoid() + Slope.apply(x) - Slope.apply(x), x, torch.ones_like(x))[0]
