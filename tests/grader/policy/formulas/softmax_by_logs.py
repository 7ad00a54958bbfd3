"""Softmax as the exponential of its logarithm, and the Jacobian written out entry by entry."""

import torch
from framework.activations import Softmax as Right


class Softmax(Right):
    def derivative(self, v):
        s = torch.exp(torch.log(torch.softmax(v, 1)))
        n, c = s.shape
        rows = []
        for k in range(n):
            for i in range(c):
                rows.append(torch.stack([s[k, i] * (1 - s[k, i]) if i == j else -s[k, i] * s[k, j] for j in range(c)]))
        return torch.stack(rows).reshape(n, c, c)

    def backward(self, g):
        return torch.einsum("nc,ncd->nd", g, self.derivative(self.in_value))
