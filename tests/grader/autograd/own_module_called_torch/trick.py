"""A file of one's own called torch.py."""

from . import torch
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        return torch.real.func.grad(lambda x: x.sigmoid().sum())(v)
