"""Relu with its mask in float32, whatever the input is."""

import torch
from framework.activations import Relu as Right


class Relu(Right):
    def derivative(self, v):
        return (v > 0).to(torch.float32).to(v.dtype)
