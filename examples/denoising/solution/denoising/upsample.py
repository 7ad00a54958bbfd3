"""Upsample: a larger image in which each pixel of the small one is a square of equal pixels (nearest neighbour).

Source: Odena, Dumoulin & Olah (2016), Deconvolution and checkerboard artifacts: upsample, then convolve.
Axes: N samples, C channels, H × W pixels, F the factor.
"""

from torch import Tensor

from denoising.module import Module


class Upsample(Module):
    """Each pixel becomes a square of `factor` × `factor` pixels.

    Attributes:
        factor: as given.
    """

    def __init__(self, factor: int) -> None:
        self.factor = factor

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W) → (N, C, F·H, F·W)."""
        return x.repeat_interleave(self.factor, 2).repeat_interleave(self.factor, 3)

    def backward(self, gradwrtoutput: Tensor) -> Tensor:
        """∂L/∂x: (N, C, F·H, F·W) → (N, C, H, W)."""
        squares = gradwrtoutput.unflatten(3, (-1, self.factor)).unflatten(2, (-1, self.factor))
        return squares.sum((3, 5))  # (N, C, H, F, W, F), summed over each square
