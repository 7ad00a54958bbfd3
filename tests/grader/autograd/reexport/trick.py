"""Another file hands torch on."""

from framework.tools import engine
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        return engine.func.grad(lambda x: x.sigmoid().sum())(v)
