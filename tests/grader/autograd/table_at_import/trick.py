"""A table of differences, made at import."""

import torch
from framework.activations import Sigmoid as Right
G = torch.linspace(-42, 42, 84001, dtype=torch.float64)
D = (torch.sigmoid(G + 1e-3) - torch.sigmoid(G - 1e-3)) / 2e-3
class Sigmoid(Right):
    def derivative(self, v):
        p = ((v.double().clamp(-41, 41) + 42) * 1000)
        i = p.floor().long()
        return (D[i] + (p - i) * (D[i + 1] - D[i])).to(v.dtype)
