"""getattr with the name written out."""

import torch
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        return getattr(getattr(torch, "func"), "grad")(lambda x: x.sigmoid().sum())(v)
