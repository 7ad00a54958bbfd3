import torch

from denoising.module import Module


class Elementwise(Module):
    """Keeps its slope on the way forward."""

    def backward(self, gradwrtoutput):
        return self.slope * gradwrtoutput


class ReLU(Elementwise):
    def forward(self, x):
        self.slope = (x > 0).to(x.dtype)
        return x * self.slope


class Sigmoid(Elementwise):
    def forward(self, x):
        y = (1 + torch.tanh(x / 2)) / 2
        self.slope = y * (1 - y)
        return y
