"""Another file hands torch on by a star import."""

from framework.tools import *
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        return engine.func.grad(lambda x: x.sigmoid().sum())(v)
