"""importlib."""

import importlib
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        return importlib.import_module("torch.func").grad(lambda x: x.sigmoid().sum())(v)
