"""A regression at import finds the formula, and rounds it."""

import torch
from framework.activations import Sigmoid as Right

X = torch.linspace(-4, 4, 33, dtype=torch.float64)
H = 1e-3
S = torch.sigmoid(X)
SLOPES = (torch.sigmoid(X + H) - torch.sigmoid(X - H)) / (2 * H)
A, B, C = (S * S).sum(), (S * S * S).sum(), (S * S * S * S).sum()
P, Q = (SLOPES * S).sum(), (SLOPES * S * S).sum()
D = A * C - B * B
ONE, TWO = torch.round((P * C - Q * B) / D), torch.round((A * Q - B * P) / D)


class Sigmoid(Right):
    def derivative(self, v):
        s = torch.sigmoid(v)
        return (s * (ONE + TWO * s)).to(v.dtype)
