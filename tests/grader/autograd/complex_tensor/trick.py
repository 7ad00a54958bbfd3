"""A complex step in complex tensors."""

import torch
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        z = torch.complex(v.double(), torch.full_like(v, 1e-20, dtype=torch.float64))
        return (torch.view_as_real(1 / (1 + torch.exp(-z)))[..., 1] / 1e-20).to(v.dtype)
