"""The switch as a decorator."""

import torch

from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    @torch.enable_grad()
    def derivative(self, v):
        x = v.detach().clone().requires_grad_()
        torch.sigmoid(x).sum().backward()
        return x.grad
