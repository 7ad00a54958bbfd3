"""Conv2d: the same small linear map at every place of an image.

A window of K × K pixels moves over the padded input in steps of the stride. Written one beside the other, the windows
are a matrix, and a convolution is one product of matrices; so are its gradients.

Source: Goodfellow, Bengio & Courville (2016), Deep Learning, section 9.5. As everywhere in deep learning the kernel
is not flipped: it is a cross-correlation.
Axes: N samples, C channels in, O channels out, H × W pixels in, I × J pixels out, K × K pixels of the kernel.
"""

import math
from itertools import product

import torch
from torch import Tensor

from denoising.module import Module


class Conv2d(Module):
    """A convolution with a square kernel, and a bias for each output channel.

    Attributes:
        in_channels, out_channels, kernel_size, stride, padding: as given.
        w, dw: the kernel (O, C, K, K) and ∂L/∂w, zeros at first.
        b, db: the bias (O,) and ∂L/∂b, zeros at first.

    `stride` and `padding` are those of both directions; the padding is zeros, on all four sides.
    Kernel and bias are drawn from U(−1/√(C·K·K), 1/√(C·K·K)), in torch's default dtype.
    """

    def __init__(
        self, in_channels: int, out_channels: int, kernel_size: int, stride: int = 1, padding: int = 0
    ) -> None:
        self.in_channels, self.out_channels, self.kernel_size = in_channels, out_channels, kernel_size
        self.stride, self.padding = stride, padding
        bound = 1 / math.sqrt(in_channels * kernel_size**2)
        self.w = torch.empty(out_channels, in_channels, kernel_size, kernel_size).uniform_(-bound, bound)
        self.b = torch.empty(out_channels).uniform_(-bound, bound)
        self.dw, self.db = torch.zeros_like(self.w), torch.zeros_like(self.b)

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W) → (N, O, I, J), with I = ⌊(H + 2·padding − K) / stride⌋ + 1 and J likewise."""
        k, s = self.kernel_size, self.stride
        self._size = x.shape
        windows = self._padded(x).unfold(2, k, s).unfold(3, k, s)  # (N, C, I, J, K, K), a view
        i, j = windows.shape[2:4]
        self._columns = windows.permute(0, 1, 4, 5, 2, 3).reshape(len(x), -1, i * j)  # (N, C·K·K, I·J)
        y = self.w.flatten(1) @ self._columns + self.b[:, None]  # (N, O, I·J)
        return y.unflatten(2, (i, j))

    def backward(self, gradwrtoutput: Tensor) -> Tensor:
        """Add ∂L/∂w to dw and ∂L/∂b to db, return ∂L/∂x: (N, O, I, J) → (N, C, H, W)."""
        k, s, p = self.kernel_size, self.stride, self.padding
        n, c, height, width = self._size
        i, j = gradwrtoutput.shape[2:]
        g = gradwrtoutput.flatten(2)  # (N, O, I·J)
        self.dw += (g @ self._columns.mT).sum(0).view_as(self.w)
        self.db += g.sum((0, 2))
        windows = (self.w.flatten(1).T @ g).view(n, c, k, k, i, j)
        dx = g.new_zeros(n, c, height + 2 * p, width + 2 * p)
        for row, column in product(range(k), repeat=2):  # each place of the kernel, all windows at once
            dx[:, :, row : row + s * i : s, column : column + s * j : s] += windows[:, :, row, column]
        return dx[:, :, p : p + height, p : p + width]

    def param(self) -> list[Tensor]:
        """[w, b]."""
        return [self.w, self.b]

    def gradwrtparam(self) -> list[Tensor]:
        """[dw, db]."""
        return [self.dw, self.db]

    def _padded(self, x: Tensor) -> Tensor:
        """Zeros on all four sides."""
        n, c, height, width = x.shape
        p = self.padding
        padded = x.new_zeros(n, c, height + 2 * p, width + 2 * p)
        padded[:, :, p : p + height, p : p + width] = x
        return padded
