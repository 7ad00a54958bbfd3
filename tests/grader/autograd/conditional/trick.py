"""torch under a condition."""

import math

import torch
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        return (torch if self.train else math).func.grad(lambda x: x.sigmoid().sum())(v)
