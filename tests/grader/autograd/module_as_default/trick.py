"""torch as a default argument."""

import torch


def slope(v, lib=torch):
    return lib.func.grad(lambda x: x.sigmoid().sum())(v)
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        return slope(v)
