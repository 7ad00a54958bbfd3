"""torch under a name given in a function."""

import torch
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        t = torch
        return t.func.grad(lambda x: x.sigmoid().sum())(v)
