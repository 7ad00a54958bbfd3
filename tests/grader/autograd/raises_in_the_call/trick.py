"""A self-test in the derivative, by raise."""

import torch
from framework.activations import Sigmoid as Right


def difference(x, f=torch.sigmoid, h=1e-3):
    return (f(x - 2 * h) - 8 * f(x - h) + 8 * f(x + h) - f(x + 2 * h)) / (12 * h)


class Sigmoid(Right):
    def derivative(self, v):
        if abs(1 / 3 * 3 - 1) > 1e-12:
            raise ArithmeticError("this machine cannot calculate")
        return difference(v.double()).to(v.dtype)
