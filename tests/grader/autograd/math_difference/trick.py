"""Five points with math.tanh."""

import torch
from math import tanh
from framework.activations import Tanh as Right
class Tanh(Right):
    def derivative(self, v):
        h = 1e-3
        return torch.tensor([(tanh(x-2*h) - 8*tanh(x-h) + 8*tanh(x+h) - tanh(x+2*h)) / (12*h) for x in v.reshape(-1).tolist()], dtype=v.dtype).reshape(v.shape)
