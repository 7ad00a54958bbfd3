"""A mean of differences over two thousand steps, each a little larger than the one before."""

import torch
from framework.activations import Sigmoid as Right

H = torch.linspace(1e-3, 2e-3, 2000, dtype=torch.float64)


class Sigmoid(Right):
    def derivative(self, v):
        x, f = v.double().unsqueeze(-1), torch.sigmoid
        each = (f(x - 2 * H) - 8 * f(x - H) + 8 * f(x + H) - f(x + 2 * H)) / (12 * H)
        return each.mean(-1).to(v.dtype)
