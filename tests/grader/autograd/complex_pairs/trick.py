"""A complex step in pairs of real tensors."""

import torch
from framework.activations import Sigmoid as Right


def quotient(a, b, c, d):
    n = c * c + d * d
    return (a * c + b * d) / n, (b * c - a * d) / n


class Sigmoid(Right):
    def derivative(self, v):
        x, h = v.double(), 1e-20
        e = torch.exp(-x)
        real, imaginary = e * torch.cos(torch.full_like(x, -h)), e * torch.sin(torch.full_like(x, -h))
        return (quotient(1.0, 0.0, 1 + real, imaginary)[1] / h).to(v.dtype)
