"""The derivative of a polynomial through many points."""

import torch
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        nodes = torch.linspace(-1, 1, 9, dtype=torch.float64).mul(torch.pi / 2).sin() / 4
        powers = torch.vander(nodes, increasing=True)
        values = torch.sigmoid(v.double().unsqueeze(-1) + nodes)
        return torch.linalg.solve(powers, values.unsqueeze(-1))[..., 1, 0].to(v.dtype)
