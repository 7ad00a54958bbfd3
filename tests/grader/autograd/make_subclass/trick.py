"""requires_grad through a private constructor."""

import torch
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        x = torch.Tensor._make_subclass(torch.Tensor, v.clone(), True)
        with torch.enable_grad():
            y = torch.sigmoid(x).sum()
        y.backward()
        return x.grad
