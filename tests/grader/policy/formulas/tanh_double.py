"""In double precision inside, rounded at the end."""

import torch
from framework.activations import Tanh as Right
class Tanh(Right):
    def derivative(self, v):
        t = torch.tanh(v.double())
        return ((1 - t) * (1 + t)).to(v.dtype)
