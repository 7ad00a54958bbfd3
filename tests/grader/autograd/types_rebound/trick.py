"""What is imported for types alone is imported after all, without a name."""

from typing import TYPE_CHECKING

from framework.activations import Sigmoid as Right

TYPE_CHECKING = True
if TYPE_CHECKING:
    from torch.func import *


class Sigmoid(Right):
    def derivative(self, v):
        return grad(lambda x: x.sigmoid().sum())(v)  # noqa: F405
