"""torch as a function's result."""

import torch


def lib():
    return torch
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        return lib().func.grad(lambda x: x.sigmoid().sum())(v)
