"""getattr with a reversed string."""

import torch
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        return getattr(torch, "cnuf"[::-1]).grad(lambda x: x.sigmoid().sum())(v)
