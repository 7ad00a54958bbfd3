"""A step of its own for each element of a Relu."""

import torch
from framework.activations import Relu as Right
class Relu(Right):
    def derivative(self, v):
        h = v.abs() / 4 + 1e-30
        return (torch.relu(v + h) - torch.relu(v - h)) / (2 * h)
