"""A difference of whole numbers: all values times 2 to the power of 110."""

import torch
from framework.activations import Sigmoid as Right

S = 2.0**110


class Sigmoid(Right):
    def derivative(self, v):
        x, h = v.double(), 2.0**-10
        f = lambda z: torch.sigmoid(z) * S
        return ((f(x - 2 * h) - 8 * f(x - h) + 8 * f(x + h) - f(x + 2 * h)) / (12 * h) / S).to(v.dtype)
