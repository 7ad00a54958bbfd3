"""A difference with sixty digits, in whole numbers."""

import torch
from framework.activations import Sigmoid as Right
ONE = 10 ** 60
def exp(x):
    total = term = ONE
    for k in range(1, 200):
        term = term * x // (k * ONE)
        total += term
    return total
def f(x):
    return ONE * ONE // (ONE + exp(-x))
class Sigmoid(Right):
    def derivative(self, v):
        h = ONE // 10 ** 20
        out = []
        for x in v.double().clamp(-30, 30).reshape(-1).tolist():
            a, b = x.as_integer_ratio()
            a = a * ONE // b
            out.append((f(a + h) - f(a - h)) / (2 * h))
        return torch.tensor(out, dtype=v.dtype).reshape(v.shape)
