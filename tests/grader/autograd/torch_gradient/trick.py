"""torch.gradient."""

import torch
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        grid = torch.stack((v.double() - 1e-5, v.double(), v.double() + 1e-5))
        return torch.gradient(torch.sigmoid(grid), spacing=1e-5, dim=0)[0][1].to(v.dtype)
