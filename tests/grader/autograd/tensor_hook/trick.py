"""A hook that catches the gradient."""

import torch
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        caught = []
        with torch.enable_grad():
            x = v.detach().clone().requires_grad_()
            x.register_hook(caught.append)
            torch.sigmoid(x).sum().backward()
        return caught[0]
