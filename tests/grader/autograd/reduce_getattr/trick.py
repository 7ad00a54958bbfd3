"""getattr handed to functools.reduce."""

import functools

import torch
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        return functools.reduce(getattr, ("func", "grad"), torch)(lambda x: x.sigmoid().sum())(v)
