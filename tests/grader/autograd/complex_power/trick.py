"""The complex step through (-1) ** 0.5."""

import torch
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        step = (-1) ** 0.5 * 1e-30
        return ((1 / (1 + torch.exp(-(v + step)))).imag / 1e-30).to(v.dtype)
