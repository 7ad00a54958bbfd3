import torch

from denoising.module import Module


class Upsample(Module):
    def __init__(self, factor):
        self.factor = factor

    def forward(self, x):
        rows = torch.arange(x.shape[2] * self.factor) // self.factor
        columns = torch.arange(x.shape[3] * self.factor) // self.factor
        return x[:, :, rows][..., columns]

    def backward(self, gradwrtoutput):
        n, c, h, w = gradwrtoutput.shape
        f = self.factor
        return gradwrtoutput.reshape(n, c, h // f, f, w // f, f).sum(dim=5).sum(dim=3)
