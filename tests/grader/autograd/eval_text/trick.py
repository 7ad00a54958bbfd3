"""eval of a text."""

import torch
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        return eval("torch.func.grad", {"torch": torch})(lambda x: x.sigmoid().sum())(v)
