"""Activations: the same bend for each number, whatever the shape.

Source: Goodfellow, Bengio & Courville (2016), Deep Learning, section 6.3.
"""

import torch
from torch import Tensor

from denoising.module import Module


class ReLU(Module):
    """max(0, x), with the derivative 0 at x = 0."""

    def forward(self, x: Tensor) -> Tensor:
        """What is positive, and 0 for the rest."""
        self._positive = x > 0
        return x.clamp(min=0)

    def backward(self, gradwrtoutput: Tensor) -> Tensor:
        """∂L/∂x, of the shape of x."""
        return gradwrtoutput * self._positive


class Sigmoid(Module):
    """1 / (1 + e⁻ˣ), finite for x as far out as ±10,000."""

    def forward(self, x: Tensor) -> Tensor:
        """Numbers between 0 and 1, as pixels are."""
        self._y = torch.sigmoid(x)
        return self._y.clone()

    def backward(self, gradwrtoutput: Tensor) -> Tensor:
        """∂L/∂x, of the shape of x."""
        return gradwrtoutput * self._y * (1 - self._y)
