"""The eighth order, with large steps."""

import torch
from framework.activations import Tanh as Right
class Tanh(Right):
    def derivative(self, v):
        x, h = v.double(), 0.02
        out = 0
        for k, w in ((1, 4/5), (2, -1/5), (3, 4/105), (4, -1/280)):
            out = out + w * (torch.tanh(x + k*h) - torch.tanh(x - k*h))
        return (out / h).to(v.dtype)
