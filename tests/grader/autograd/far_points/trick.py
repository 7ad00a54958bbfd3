"""Two hundred and twenty points, as far apart as the function allows."""

import torch
from framework.activations import Sigmoid as Right
class Sigmoid(Right):
    def derivative(self, v):
        x, h = v.double(), 0.36
        out = torch.zeros_like(x)
        for k in range(1, 110):
            out += (-1) ** (k + 1) / k * (torch.sigmoid(x + k*h) - torch.sigmoid(x - k*h) - 0)
        return (out / h).to(v.dtype)
