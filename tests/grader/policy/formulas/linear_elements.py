"""A loop over single elements, as plain numbers."""

import torch
from framework.linear import Linear as Right
class Linear(Right):
    def backward(self, g):
        x, (N, O), I = self.in_value, g.shape, self.w.shape[1]
        for o in range(O):
            for i in range(I):
                total = 0.0
                for n in range(N):
                    total += g[n, o].item() * x[n, i].item()
                self.dw[o, i] += total
            if self.bias:
                self.db[o] += sum(g[:, o].tolist())
        return torch.einsum("no,oi->ni", g, self.w)
