"""The base classes of torch.nn."""

from torch.nn import Module as Base

from framework.activations import Tanh as Right


class Tanh(Right):
    helper = Base()
