"""Five points in double precision."""

import torch
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        x, h = v.double(), 1e-3
        f = torch.sigmoid
        return ((f(x - 2 * h) - 8 * f(x - h) + 8 * f(x + h) - f(x + 2 * h)) / (12 * h)).to(v.dtype)
