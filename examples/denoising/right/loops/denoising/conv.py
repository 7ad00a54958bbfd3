import math

import torch

from .module import Module


class Conv2d(Module):
    """A loop over the pixels of the output: slow, and right."""

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0):
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.kernel_size = kernel_size
        self.stride = stride
        self.padding = padding
        bound = 1 / math.sqrt(in_channels * kernel_size * kernel_size)
        self.w = torch.empty(out_channels, in_channels, kernel_size, kernel_size).uniform_(-bound, bound)
        self.b = torch.empty(out_channels).uniform_(-bound, bound)
        self.dw = torch.zeros(self.w.shape)
        self.db = torch.zeros(self.b.shape)

    def forward(self, x):
        p, k, s = self.padding, self.kernel_size, self.stride
        self.x = torch.zeros(x.shape[0], x.shape[1], x.shape[2] + 2 * p, x.shape[3] + 2 * p, dtype=x.dtype)
        self.x[:, :, p : p + x.shape[2], p : p + x.shape[3]] = x
        height = (self.x.shape[2] - k) // s + 1
        width = (self.x.shape[3] - k) // s + 1
        y = torch.zeros(x.shape[0], self.out_channels, height, width, dtype=x.dtype)
        w = self.w.reshape(self.out_channels, -1).T
        for i in range(height):
            for j in range(width):
                window = self.x[:, :, i * s : i * s + k, j * s : j * s + k]
                y[:, :, i, j] = window.reshape(len(x), -1) @ w + self.b
        return y

    def backward(self, gradwrtoutput):
        p, k, s = self.padding, self.kernel_size, self.stride
        dx = torch.zeros_like(self.x)
        w = self.w.reshape(self.out_channels, -1)
        for i in range(gradwrtoutput.shape[2]):
            for j in range(gradwrtoutput.shape[3]):
                g = gradwrtoutput[:, :, i, j]
                window = self.x[:, :, i * s : i * s + k, j * s : j * s + k]
                self.dw += (g.T @ window.reshape(len(g), -1)).reshape(self.dw.shape)
                self.db += g.sum(0)
                dx[:, :, i * s : i * s + k, j * s : j * s + k] += (g @ w).reshape(window.shape)
        return dx[:, :, p : dx.shape[2] - p, p : dx.shape[3] - p]

    def param(self):
        return [self.w, self.b]

    def gradwrtparam(self):
        return [self.dw, self.db]
