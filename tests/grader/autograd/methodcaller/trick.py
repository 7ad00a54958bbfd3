"""operator.methodcaller."""

import operator

import torch
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        with torch.enable_grad():
            x = v.detach().clone()
            operator.methodcaller("requires_grad_")(x)
            operator.methodcaller("backward")(x.sigmoid().sum())
        return x.grad
