"""torch.__dict__."""

import torch
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        return torch.__dict__["func"].grad(lambda x: x.sigmoid().sum())(v)
