"""Eight points, all of it in numpy."""

import numpy as np
import torch
from framework.activations import Sigmoid as Right

WEIGHTS = (4 / 5, -1 / 5, 4 / 105, -1 / 280)


def f(x):
    return 1 / (1 + np.exp(-x))


class Sigmoid(Right):
    def derivative(self, v):
        x, h = v.double().numpy(), 0.02
        slope = sum(w * (f(x + k * h) - f(x - k * h)) for k, w in enumerate(WEIGHTS, 1)) / h
        return torch.from_numpy(slope).to(v.dtype)
