"""Python spells private names differently inside of a class."""

import torch as _Sigmoid__engine

from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        return __engine.func.grad(lambda x: x.sigmoid().sum())(v)  # noqa: F821


SIZE = _Sigmoid__engine.Size
