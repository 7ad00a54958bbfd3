"""Another one, in disguise."""

from torch import ops as kernels, ones_like
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        half = (v / 2).tanh()
        return kernels.aten.tanh_backward(ones_like(v), half) / 4
