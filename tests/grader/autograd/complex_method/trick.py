"""The complex step through a method."""

import torch
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        z = v.cdouble()
        z.imag.fill_(1e-30)
        return ((1 / (1 + torch.exp(-z))).imag / 1e-30).to(v.dtype)
