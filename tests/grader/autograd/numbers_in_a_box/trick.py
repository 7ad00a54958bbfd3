"""Five points in plain numbers, with operators that are no signs."""

import itertools
import math
import operator

import torch
from framework.activations import Sigmoid as Right


class Box:
    def __init__(self, value):
        self.value = value


def sigmoid(x):
    term, total = Box(1.0), Box(1.0)
    for k in itertools.count(1):
        term.value *= -x
        term.value /= k
        total.value += term.value
        if k > 60:
            return operator.truediv(1.0, total.value.__add__(1.0))


def slope(x, h=1e-3):
    ahead, behind, far, further = (sigmoid(math.fsum([x, k * h])) for k in (1, -1, 2, -2))
    return operator.sub(operator.mul(8.0, operator.sub(ahead, behind)), operator.sub(far, further)) / (12 * h)


class Sigmoid(Right):
    def derivative(self, v):
        return torch.tensor([slope(x) for x in v.flatten().tolist()], dtype=v.dtype).reshape(v.shape)
