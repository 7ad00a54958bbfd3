"""torch's list of its functions."""

from torch.overrides import get_overridable_functions
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        for functions in get_overridable_functions().values():
            for function in functions:
                if function.__name__ == "sigmoid":
                    return function(v) * function(-v)
