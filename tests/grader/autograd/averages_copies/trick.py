"""A difference of means over a thousand copies."""

import torch
from framework.activations import Sigmoid as Right


def mean(x):
    return torch.sigmoid(x.unsqueeze(-1).expand(*x.shape, 1000).contiguous()).sum(-1) / 1000


def difference(x, h=1e-3):
    return (mean(x - 2 * h) - 8 * mean(x - h) + 8 * mean(x + h) - mean(x + 2 * h)) / (12 * h)


class Sigmoid(Right):
    def derivative(self, v):
        return difference(v.double()).to(v.dtype)
