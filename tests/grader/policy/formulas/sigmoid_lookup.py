"""Sigmoid's derivative over a table of exponentials, filled at import, and a short series between its points."""

import torch
from framework.activations import Sigmoid as Right

STEPS = 1024
TABLE = torch.arange(-40 * STEPS, 1, dtype=torch.float64).div(STEPS).exp()


def exp(x):
    """e to the power of numbers from −40 to 0."""
    place = (x * STEPS).round().long()
    r = x - place.double() / STEPS
    return TABLE[place + 40 * STEPS] * (1 + r * (1 + r / 2 * (1 + r / 3 * (1 + r / 4))))


class Sigmoid(Right):
    def derivative(self, v):
        e = exp(-v.double().abs().clamp(max=39))
        e = torch.where(v.double().abs() > 39, torch.zeros_like(e), e)
        return (e / (1 + e) ** 2).to(v.dtype)
