"""torch's protocol for other classes."""

import torch

from framework.activations import Sigmoid as Right


class Probe:
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        return func


class Sigmoid(Right):
    def derivative(self, v):
        function = torch.sigmoid(Probe())
        return torch.func.grad(lambda x: function(x).sum())(v)
