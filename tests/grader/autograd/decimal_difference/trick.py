"""A difference with fifty digits."""

from decimal import Decimal, getcontext

from torch import tensor

getcontext().prec = 60
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        h = Decimal(10) ** -20

        def f(x):
            return 1 / (1 + (-x).exp())

        slopes = [float((f(Decimal(x) + h) - f(Decimal(x) - h)) / (2 * h)) for x in v.double().flatten().tolist()]
        return tensor(slopes, dtype=v.dtype).reshape(v.shape)
