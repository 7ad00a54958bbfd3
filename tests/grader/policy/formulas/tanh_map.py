"""A list comprehension over plain numbers."""

import math, torch
from framework.activations import Tanh as Right
class Tanh(Right):
    def derivative(self, v):
        values = [1 - math.tanh(x) ** 2 for x in v.reshape(-1).tolist()]
        return torch.tensor(values, dtype=v.dtype).reshape(v.shape)
