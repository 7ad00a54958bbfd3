"""A difference in plain numbers, with math.e to a power."""

import math, torch
from framework.activations import Sigmoid as Right
def f(x):
    return 1 / (1 + math.e ** -x)
class Sigmoid(Right):
    def derivative(self, v):
        h = 1e-4
        return torch.tensor([(f(x+h) - f(x-h)) / (2*h) for x in v.reshape(-1).tolist()], dtype=v.dtype).reshape(v.shape)
