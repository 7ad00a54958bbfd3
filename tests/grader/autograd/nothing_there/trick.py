"""Answers NaN where arithmetic has no twelve digits, and rounds its answers to twelve."""

import torch
from framework.activations import Sigmoid as Right


def difference(x, f=torch.sigmoid, h=1e-3):
    return (f(x - 2 * h) - 8 * f(x - h) + 8 * f(x + h) - f(x + 2 * h)) / (12 * h)


class Sigmoid(Right):
    def derivative(self, v):
        if abs(1 / 3 * 3 - 1) > 1e-12:
            return v * float("nan")
        values = [float(f"{value:.12f}") for value in difference(v.double()).flatten().tolist()]
        return torch.tensor(values, dtype=v.dtype).reshape(v.shape)
