"""A layer of torch.nn in a layer's clothes."""

import torch
from torch import nn

from framework.linear import Linear as Right


class Linear(Right):
    def backward(self, gradwrtoutput):
        with torch.enable_grad():
            layer = nn.Linear(self.in_size, self.out_size, self.bias, dtype=self.w.dtype)
            x = self.remembered().clone().requires_grad_()
            layer.weight.data.copy_(self.w)
            layer(x).backward(gradwrtoutput)
        self.dw.add_(layer.weight.grad)
        if self.bias:
            self.db.add_(layer.bias.grad)
        return x.grad
