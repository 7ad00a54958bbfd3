import torch

from .module import Module


class ReLU(Module):
    def forward(self, x):
        self.x = x
        return torch.where(x > 0, x, torch.zeros_like(x))

    def backward(self, gradwrtoutput):
        return torch.where(self.x > 0, gradwrtoutput, torch.zeros_like(gradwrtoutput))


class Sigmoid(Module):
    def forward(self, x):
        self.x = x
        return self.sigmoid(x)

    def backward(self, gradwrtoutput):
        y = self.sigmoid(self.x)
        return gradwrtoutput * (y - y * y)

    @staticmethod
    def sigmoid(x):
        e = torch.exp(-x.abs())
        return torch.where(x >= 0, 1 / (1 + e), e / (1 + e))
