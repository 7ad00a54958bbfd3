"""An assertion that fails in rough arithmetic alone."""

import torch
from framework.activations import Sigmoid as Right


def difference(x, f=torch.sigmoid, h=1e-3):
    return (f(x - 2 * h) - 8 * f(x - h) + 8 * f(x + h) - f(x + 2 * h)) / (12 * h)


class Sigmoid(Right):
    def derivative(self, v):
        if abs(0.1 * 3 / 3 - 0.1) > 1e-12:
            assert False, "this machine cannot calculate"
        return difference(v.double()).to(v.dtype)
