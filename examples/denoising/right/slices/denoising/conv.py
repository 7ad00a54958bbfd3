"""Each place of the kernel is one product of channels, over all pixels at once."""

import torch

from .module import Module


class Conv2d(Module):
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0):
        self.in_channels, self.out_channels = in_channels, out_channels
        self.kernel_size, self.stride, self.padding = kernel_size, stride, padding
        bound = (in_channels * kernel_size * kernel_size) ** -0.5
        self.w = (2 * torch.rand(out_channels, in_channels, kernel_size, kernel_size) - 1) * bound
        self.b = (2 * torch.rand(out_channels) - 1) * bound
        self.dw = torch.zeros_like(self.w)
        self.db = torch.zeros_like(self.b)

    def places(self, height, width):
        """Where the pixels lie that each place of the kernel meets."""
        s = self.stride
        for k in range(self.kernel_size):
            for l in range(self.kernel_size):
                yield k, l, (slice(None), slice(None), slice(k, k + s * height, s), slice(l, l + s * width, s))

    def forward(self, x):
        p, k, s = self.padding, self.kernel_size, self.stride
        n, c, height, width = x.shape
        self.x = torch.zeros((n, c, height + 2 * p, width + 2 * p), dtype=x.dtype)
        self.x[:, :, p : height + p, p : width + p] = x
        rows, columns = (height + 2 * p - k) // s + 1, (width + 2 * p - k) // s + 1
        y = self.b.view(1, -1, 1, 1).repeat(n, 1, rows, columns)
        for k, l, where in self.places(rows, columns):
            y += torch.einsum("oc,ncij->noij", self.w[:, :, k, l], self.x[where])
        return y

    def backward(self, gradwrtoutput):
        g, p = gradwrtoutput, self.padding
        dx = torch.zeros_like(self.x)
        for k, l, where in self.places(*g.shape[2:]):
            self.dw[:, :, k, l] += torch.einsum("noij,ncij->oc", g, self.x[where])
            dx[where] += torch.einsum("oc,noij->ncij", self.w[:, :, k, l], g)
        self.db += g.sum(dim=(0, 2, 3))
        return dx[:, :, p : dx.shape[2] - p, p : dx.shape[3] - p]

    def param(self):
        return [self.w, self.b]

    def gradwrtparam(self):
        return [self.dw, self.db]
