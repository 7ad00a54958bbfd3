"""One file, one way to correlate, used three times."""

import torch
from torch import Tensor

from denoising.module import Module

__all__ = ["Conv2d", "MSELoss", "Module", "ReLU", "SGD", "Sequential", "Sigmoid", "Upsample", "psnr"]


def correlate(x: Tensor, w: Tensor, stride: int = 1) -> Tensor:
    """Σ x[n, c, s·i + k, s·j + l] w[o, c, k, l]."""
    windows = x.unfold(2, w.shape[2], stride).unfold(3, w.shape[3], stride)
    return torch.einsum("ncijkl,ockl->noij", windows, w)


def surround(x: Tensor, top: int, bottom: int, left: int, right: int) -> Tensor:
    n, c, h, w = x.shape
    y = torch.zeros(n, c, top + h + bottom, left + w + right, dtype=x.dtype)
    y[:, :, top : top + h, left : left + w] = x
    return y


class Conv2d(Module):
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0):
        for name, value in list(locals().items()):
            if name != "self":
                self.__dict__[name] = value
        bound = (in_channels * kernel_size**2) ** -0.5
        self.w = torch.empty(out_channels, in_channels, kernel_size, kernel_size).uniform_(-bound, bound)
        self.b = torch.empty(out_channels).uniform_(-bound, bound)
        self.dw, self.db = torch.zeros_like(self.w), torch.zeros_like(self.b)

    def forward(self, x):
        p = self.padding
        self.x = surround(x, p, p, p, p)
        return correlate(self.x, self.w, self.stride) + self.b[None, :, None, None]

    def backward(self, g):
        k, s, p = self.kernel_size, self.stride, self.padding
        n, o, i, j = g.shape
        apart = g.new_zeros(n, o, s * (i - 1) + 1, s * (j - 1) + 1)
        apart[:, :, ::s, ::s] = g
        reached = self.x[:, :, : apart.shape[2] + k - 1, : apart.shape[3] + k - 1]
        self.dw += correlate(reached.transpose(0, 1), apart.transpose(0, 1)).transpose(0, 1)
        self.db += g.sum((0, 2, 3))
        height, width = self.x.shape[2] - reached.shape[2], self.x.shape[3] - reached.shape[3]
        wide = surround(apart, k - 1, k - 1 + height, k - 1, k - 1 + width)
        dx = correlate(wide, self.w.flip(2, 3).transpose(0, 1))
        return dx[:, :, p:-p, p:-p] if p else dx

    def param(self):
        return [self.w, self.b]

    def gradwrtparam(self):
        return [self.dw, self.db]


class Upsample(Module):
    def __init__(self, factor):
        self.factor = factor
        self.square = torch.ones(factor, factor)

    def forward(self, x):
        n, c, h, w = x.shape
        squares = x[:, :, :, None, :, None] * self.square.to(x.dtype)[:, None, :]
        return squares.reshape(n, c, h * self.factor, w * self.factor)

    def backward(self, g):
        n, c, h, w = g.shape
        one = g.reshape(n * c, 1, h, w)
        return correlate(one, self.square.to(g.dtype)[None, None], self.factor).reshape(
            n, c, h // self.factor, w // self.factor
        )


class ReLU(Module):
    def forward(self, x):
        self.y = torch.maximum(x, torch.zeros((), dtype=x.dtype))
        return self.y.clone()

    def backward(self, g):
        return g * self.y.sign()


class Sigmoid(Module):
    def forward(self, x):
        self.x = x.clone()
        return torch.special.expit(x)

    def backward(self, g):
        return g * torch.special.expit(self.x) * torch.special.expit(-self.x)


class MSELoss(Module):
    def forward(self, prediction, target):
        return (prediction - target).pow(2).sum() / target.numel()

    def backward(self, prediction, target):
        return (prediction - target).mul(2).div(target.numel())


def psnr(prediction, target):
    return -20 * torch.log10((prediction - target).square().mean().sqrt())


class Sequential(Module):
    def __init__(self, *layers):
        self.layers = list(layers)

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, g):
        for k in range(len(self.layers) - 1, -1, -1):
            g = self.layers[k].backward(g)
        return g

    def param(self):
        return sum((layer.param() for layer in self.layers), [])

    def gradwrtparam(self):
        return sum((layer.gradwrtparam() for layer in self.layers), [])


class SGD:
    def __init__(self, model, lr=0.01):
        self.model, self.lr = model, lr

    def zero_grad(self):
        for g in self.model.gradwrtparam():
            g[...] = 0

    def step(self):
        for k, p in enumerate(self.model.param()):
            p[...] = p - self.lr * self.model.gradwrtparam()[k]
