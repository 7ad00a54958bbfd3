"""A derivative that torch keeps for itself."""

import torch
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        y = torch.sigmoid(v)
        return torch.ops.aten.sigmoid_backward(torch.ones_like(y), y)
