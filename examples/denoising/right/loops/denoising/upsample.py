import torch

from .module import Module


class Upsample(Module):
    def __init__(self, factor):
        self.factor = factor

    def forward(self, x):
        f = self.factor
        y = torch.zeros(x.shape[0], x.shape[1], f * x.shape[2], f * x.shape[3], dtype=x.dtype)
        for i in range(y.shape[2]):
            for j in range(y.shape[3]):
                y[:, :, i, j] = x[:, :, i // f, j // f]
        return y

    def backward(self, gradwrtoutput):
        n, c, height, width = gradwrtoutput.shape
        f = self.factor
        dx = torch.zeros(n, c, height // f, width // f, dtype=gradwrtoutput.dtype)
        for i in range(height):
            for j in range(width):
                dx[:, :, i // f, j // f] += gradwrtoutput[:, :, i, j]
        return dx
