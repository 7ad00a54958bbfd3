"""The complex step through a dtype."""

import torch
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        z = v.to(torch.complex128)
        torch.view_as_real(z)[..., 1] = 1e-30
        return (torch.view_as_real(1 / (1 + torch.exp(-z)))[..., 1] / 1e-30).to(v.dtype)
