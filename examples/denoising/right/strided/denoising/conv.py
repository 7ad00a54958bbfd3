"""Windows by their strides in memory; back by a table of where each number of a window came from."""

import math

import torch

from denoising.module import Module


class Conv2d(Module):
    def __init__(self, in_channels: int, out_channels: int, kernel_size: int, stride: int = 1, padding: int = 0):
        super().__init__()
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.kernel_size = kernel_size
        self.stride = stride
        self.padding = padding
        shape = (out_channels, in_channels, kernel_size, kernel_size)
        bound = 1 / math.sqrt(math.prod(shape[1:]))
        self.w = torch.empty(shape).uniform_(-bound, bound)
        self.b = torch.empty(out_channels).uniform_(-bound, bound)
        self.dw = self.w.new_zeros(shape)
        self.db = self.b.new_zeros(out_channels)
        self.windows = None

    def _pad(self, x):
        if self.padding == 0:
            return x.contiguous()
        row = x.new_zeros(*x.shape[:2], self.padding, x.shape[3])
        x = torch.cat([row, x, row], 2)
        column = x.new_zeros(*x.shape[:3], self.padding)
        return torch.cat([column, x, column], 3)

    def forward(self, x):
        x = self._pad(x)
        self.padded = x.shape
        n, c, height, width = x.shape
        k, s = self.kernel_size, self.stride
        i, j = 1 + (height - k) // s, 1 + (width - k) // s
        sn, sc, sh, sw = x.stride()
        self.windows = x.as_strided((n, i, j, c, k, k), (sn, sh * s, sw * s, sc, sh, sw))
        y = torch.tensordot(self.windows, self.w, dims=([3, 4, 5], [1, 2, 3]))
        return (y + self.b).movedim(3, 1)

    def _index(self):
        """For each number of each window of a sample, its place among all numbers of the padded sample."""
        _, i, j, c, k, _ = self.windows.shape
        _, _, height, width = self.padded
        rows = self.stride * torch.arange(i).view(-1, 1, 1, 1, 1) + torch.arange(k).view(-1, 1)
        columns = self.stride * torch.arange(j).view(-1, 1, 1, 1) + torch.arange(k)
        return ((torch.arange(c).view(-1, 1, 1) * height + rows) * width + columns).reshape(-1)

    def backward(self, gradwrtoutput):
        self.dw += torch.tensordot(gradwrtoutput, self.windows, dims=([0, 2, 3], [0, 1, 2]))
        self.db += gradwrtoutput.flatten(2).sum(2).sum(0)
        spread = torch.tensordot(gradwrtoutput, self.w, dims=([1], [0]))
        n, c, height, width = self.padded
        flat = spread.new_zeros(n, c * height * width)
        flat.index_add_(1, self._index(), spread.reshape(n, -1))
        p = self.padding
        return flat.view(n, c, height, width).narrow(2, p, height - 2 * p).narrow(3, p, width - 2 * p)

    def param(self):
        return [self.w, self.b]

    def gradwrtparam(self):
        return [self.dw, self.db]
