"""set_grad_enabled with a value that is not written out."""

import torch
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        with torch.set_grad_enabled(not self.forward is None):
            x = v.detach().clone().requires_grad_(bool(self))
            torch.sigmoid(x).sum().backward()
        return x.grad
