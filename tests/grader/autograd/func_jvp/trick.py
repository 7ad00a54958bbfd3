"""Forward mode, torch.func.jvp."""

import torch
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        return torch.func.jvp(torch.sigmoid, (v,), (torch.ones_like(v),))[1]
