"""A cached forward, computed again on the way back, with defensive copies."""

import torch
from framework.activations import Tanh as Right
class Tanh(Right):
    def forward(self, x):
        self.y = super().forward(x)
        return self.y.clone()
    def backward(self, g):
        y = self.forward(self.in_value)
        return g.clone() * (torch.ones_like(y) - y.pow(2))
