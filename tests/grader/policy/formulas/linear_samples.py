"""A loop over samples and outputs."""

import torch
from framework.linear import Linear as Right
class Linear(Right):
    def backward(self, g):
        dx = torch.zeros_like(self.in_value)
        for n in range(len(g)):
            for o in range(g.shape[1]):
                self.dw[o] += g[n, o] * self.in_value[n]
                dx[n] += g[n, o] * self.w[o]
            if self.bias:
                self.db.add_(g[n])
        return dx
