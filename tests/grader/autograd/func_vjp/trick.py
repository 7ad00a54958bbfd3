"""torch.func.vjp."""

import torch
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        _, back = torch.func.vjp(torch.sigmoid, v)
        return back(torch.ones_like(v))[0]
