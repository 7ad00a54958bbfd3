"""getattr with joined strings."""

import torch
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        name = "fu" + "nc"
        return getattr(torch, name).grad(lambda x: x.sigmoid().sum())(v)
