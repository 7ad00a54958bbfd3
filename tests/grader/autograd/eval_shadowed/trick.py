"""eval, after a definition that never runs."""

import torch

if not torch.e:

    def eval(text):
        return text
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        return eval("torch.func.grad")(lambda x: x.sigmoid().sum())(v)
