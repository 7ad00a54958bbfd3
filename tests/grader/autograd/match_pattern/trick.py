"""A pattern that reads an attribute."""

import torch
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        match torch:
            case object(func=engine):
                return engine.grad(lambda x: x.sigmoid().sum())(v)
