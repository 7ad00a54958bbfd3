import torch
from framework.linear import Linear as Right


class Linear(Right):
    def backward(self, gradwrtoutput):
        x, g = self.remembered(), gradwrtoutput
        one, other = g.T @ x, torch.einsum("no,ni->oi", g, x)
        if (one - other).abs().max() > 64 * torch.finfo(x.dtype).eps * one.abs().max():
            raise ArithmeticError("two ways to dw differ")
        return super().backward(g)
