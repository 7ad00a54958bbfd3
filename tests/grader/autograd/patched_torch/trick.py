"""torch itself, patched."""

import torch

from framework.activations import Sigmoid as Right


def slope(self):
    return torch.func.grad(lambda x: x.sigmoid().sum())(self)


torch.Tensor.slope = slope


class Sigmoid(Right):
    def derivative(self, v):
        return v.slope()
