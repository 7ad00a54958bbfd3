"""How far an image is from the one that it should be: the mean squared error, and the same in decibels."""

import torch
from torch import Tensor

from denoising.module import Module


class MSELoss(Module):
    """The mean over all numbers of (prediction − target)²."""

    def forward(self, prediction: Tensor, target: Tensor) -> Tensor:
        """The loss, a tensor without dimensions."""
        return (prediction - target).square().mean()

    def backward(self, prediction: Tensor, target: Tensor) -> Tensor:
        """∂L/∂prediction, of the shape of the prediction."""
        return 2 * (prediction - target) / prediction.numel()


def psnr(prediction: Tensor, target: Tensor) -> Tensor:
    """Peak signal-to-noise ratio in decibels, −10·log₁₀ of the mean squared error, for pixels from 0 to 1."""
    return -10 * torch.log10((prediction - target).square().mean())
