"""A hyperbolic step, whose square is one, in pairs."""

import torch
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        x, h = v.double(), torch.full_like(v, 1e-18, dtype=torch.float64)
        e = torch.exp(-x)
        a, b = 1 + e * torch.cosh(h), -e * torch.sinh(h)
        return (-b / (a * a - b * b) / h).to(v.dtype)
