"""The engine inside of a lambda."""

import torch

slope = lambda v: torch.func.grad(lambda x: x.sigmoid().sum())(v)  # noqa: E731
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        return slope(v)
