"""The twenty-fourth order, with large steps."""

import torch
from framework.activations import Sigmoid as Right
class Sigmoid(Right):
    def derivative(self, v):
        x, h, n = v.double(), 0.15, 12
        out, w = torch.zeros_like(x), 1.0
        for k in range(1, n + 1):
            w *= -(n - k + 1) / (n + k)
            out -= w / k * (torch.sigmoid(x + k*h) - torch.sigmoid(x - k*h))
        return (out / h).to(v.dtype)
