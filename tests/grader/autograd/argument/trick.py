"""torch as an argument."""

import torch


def slope(lib, v):
    return lib.func.grad(lambda x: x.sigmoid().sum())(v)
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        return slope(torch, v)
