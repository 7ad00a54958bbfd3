"""torch in a list."""

import torch

TOOLS = [torch]
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        return TOOLS[0].func.grad(lambda x: x.sigmoid().sum())(v)
