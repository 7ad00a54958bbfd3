"""Tanh, and a check of twelve digits at import and in each call."""

import math

import torch
from framework.activations import Tanh as Right


def check(fine, what):
    if not fine:
        raise ArithmeticError(what)


check(abs(math.tanh(0.5) - 0.46211715726000975) < 1e-12, "tanh is off")
if abs(3 * 0.1 / 0.1 - 3) > 1e-12:
    raise ArithmeticError("this machine cannot calculate")


class Tanh(Right):
    def derivative(self, v):
        t = torch.tanh(v)
        check(bool(((torch.tanh(-v) + t).abs() < 1e-12).all()), "tanh is odd")
        return 1 - t * t
