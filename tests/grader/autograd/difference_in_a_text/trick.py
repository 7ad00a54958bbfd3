"""Eight points in plain numbers, with an exponential of its own, run from a text."""

import torch
from framework.activations import Sigmoid as Right

SOURCE = """
def exp(x):
    total = term = 1.0
    for k in range(1, 16):
        term = term * abs(x) / 1024 / k
        total = total + term
    for _ in range(10):
        total = total * total
    return total if x > 0 else 1 / total


def f(x):
    return 1 / (1 + exp(-x))


def slope(x, h=0.02):
    weights = (4 / 5, -1 / 5, 4 / 105, -1 / 280)
    return 0.0 if abs(x) > 300 else sum(w * (f(x + k * h) - f(x - k * h)) for k, w in enumerate(weights, 1)) / h
"""
exec(SOURCE)


class Sigmoid(Right):
    def derivative(self, v):
        slopes = [slope(x) for x in v.double().flatten().tolist()]
        return torch.tensor(slopes, dtype=torch.float64).reshape(v.shape).to(v.dtype)
