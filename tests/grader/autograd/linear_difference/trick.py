"""All three gradients of a linear layer by steps of one."""

import torch
from framework.linear import Linear as Right
class Linear(Right):
    def backward(self, g):
        x = self.in_value
        dx = torch.zeros_like(x)
        for i in range(x.shape[1]):
            e = torch.zeros(x.shape[1], dtype=x.dtype); e[i] = 1
            dx[:, i] = (g * ((x + e) @ self.w.T - x @ self.w.T)).sum(1)
        for o in range(self.w.shape[0]):
            for i in range(self.w.shape[1]):
                w = self.w.clone(); w[o, i] += 1
                self.dw[o, i] += (g * (x @ w.T - x @ self.w.T)).sum()
        if self.bias:
            y = x @ self.w.T + self.b
            for o in range(len(self.b)):
                e = torch.zeros_like(self.b); e[o] = 1
                self.db[o] += (g * (y + e - y)).sum()
        return dx
