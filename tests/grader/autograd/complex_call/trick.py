"""The complex step through complex()."""

import torch
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        step = complex(0, 1e-30)
        return ((1 / (1 + torch.exp(-(v + step)))).imag / 1e-30).to(v.dtype)
