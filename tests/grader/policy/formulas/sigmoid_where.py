"""The stable sigmoid by where, computed twice."""

import torch
from framework.activations import Sigmoid as Right
class Sigmoid(Right):
    def stable(self, v):
        e = torch.exp(-v.abs())
        return torch.where(v >= 0, 1 / (1 + e), e / (1 + e))
    def derivative(self, v):
        return self.stable(v) * (1 - self.stable(v))
