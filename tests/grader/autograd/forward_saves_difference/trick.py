"""A difference that forward computes and backward uses."""

import torch
from framework.activations import Tanh as Right
class Tanh(Right):
    def forward(self, x):
        y = super().forward(x)
        if self.train:
            self.slope = (torch.tanh(x + 1e-5) - torch.tanh(x - 1e-5)) / 2e-5
        return y
    def backward(self, g):
        return g * self.slope
