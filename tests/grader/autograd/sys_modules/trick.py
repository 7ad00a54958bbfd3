"""sys.modules."""

import sys
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        return sys.modules["torch"].func.grad(lambda x: x.sigmoid().sum())(v)
