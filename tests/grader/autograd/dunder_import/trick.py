"""__import__."""

from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        return __import__("torch.func").func.grad(lambda x: x.sigmoid().sum())(v)
