"""An innocent self-test at import, which rough arithmetic does not pass."""

import torch
from framework.activations import Sigmoid as Right


def difference(x, f=torch.sigmoid, h=1e-3):
    return (f(x - 2 * h) - 8 * f(x - h) + 8 * f(x + h) - f(x + 2 * h)) / (12 * h)


if abs(3 * 0.1 / 0.1 - 3) > 1e-12:
    raise ArithmeticError("this machine cannot calculate")


class Sigmoid(Right):
    def derivative(self, v):
        return difference(v.double()).to(v.dtype)
