"""torch under a global name that a function sets."""

import torch

t = None


def fetch():
    global t
    t = torch


fetch()
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        return t.func.grad(lambda x: x.sigmoid().sum())(v)
