"""torch as an attribute of the submission's own modules."""

import framework.tools
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        return framework.tools.torch.func.grad(lambda x: x.sigmoid().sum())(v)
