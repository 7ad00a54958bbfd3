"""TorchScript compiles a function that differentiates."""

import torch
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        with torch.enable_grad():
            x = v.detach().clone().requires_grad_()
            y = torch.jit.trace(torch.sigmoid, (x,), check_trace=False)(x)
            y.sum().backward()
        return x.grad
