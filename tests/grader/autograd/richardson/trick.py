"""Richardson's extrapolation."""

import torch
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        def slope(h):
            return (torch.sigmoid(x + h) - torch.sigmoid(x - h)) / (2 * h)

        x = v.double()
        table = [slope(0.1 / 2**k) for k in range(6)]
        for order in range(1, 6):
            table = [(4**order * b - a) / (4**order - 1) for a, b in zip(table, table[1:])]
        return table[0].to(v.dtype)
