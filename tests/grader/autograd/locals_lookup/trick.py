"""locals() of a function that imports."""

from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        import torch
        return locals()["torch"].func.grad(lambda x: x.sigmoid().sum())(v)
