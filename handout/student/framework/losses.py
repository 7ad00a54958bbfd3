"""Losses: one number that says how wrong a prediction is, and the gradient that starts the way back.

Mean squared error:  L = 1/(N·C) Σ (p − t)².
Cross-entropy:       L = −1/N Σₙ Σ꜀ tₙ꜀ log softmax(zₙ)꜀.

Source: Bishop (2006), Pattern Recognition and Machine Learning, sections 1.2.5 and 4.3.4.
Axes: N samples, C channels.
"""

import math

import torch
from torch import Tensor

from framework.activations import softmax
from framework.checks import check_like, check_rows, check_tensor, describe
from framework.errors import DomainError, KindError, ShapeError
from framework.module import Module


class Loss(Module):
    """A loss has no parameters, and compares two tensors instead of taking one."""

    def forward(self, prediction: Tensor, target: Tensor) -> Tensor:
        """The loss, a tensor without dimensions."""
        raise NotImplementedError("Loss.forward")

    def backward(self, prediction: Tensor, target: Tensor) -> Tensor:
        """∂L/∂prediction, of the shape of the prediction."""
        raise NotImplementedError("Loss.backward")

    def to_string(self) -> str:
        """The name of the class: a loss has nothing to set."""
        raise NotImplementedError("Loss.to_string")


class MSELoss(Loss):
    """The mean of (p − t)² over all elements.

    Both methods raise ValueError where the shapes differ or the target holds NaN, TypeError where the dtypes differ.
    """

    def forward(self, prediction: Tensor, target: Tensor) -> Tensor:
        """L = 1/(N·C) Σ (p − t)²."""
        raise NotImplementedError("MSELoss.forward")

    def backward(self, prediction: Tensor, target: Tensor) -> Tensor:
        """∂L/∂prediction, (N, C)."""
        raise NotImplementedError("MSELoss.backward")


class CrossEntropyLoss(Loss):
    """The cross-entropy of the target and softmax(prediction), mean over the samples.

    The prediction holds logits (N, C). The target holds class indices (N,) of dtype int64, or one row of
    probabilities (N, C) for each sample, in the prediction's dtype or as one-hot integers.
    Both methods raise ValueError for a target that does not fit, a class outside of 0 … C−1 and NaN in the target,
    TypeError for other dtypes.
    """

    def forward(self, prediction: Tensor, target: Tensor) -> Tensor:
        """L = −1/N Σₙ Σ꜀ tₙ꜀ log softmax(zₙ)꜀, finite because the row's maximum is taken off first."""
        raise NotImplementedError("CrossEntropyLoss.forward")

    def backward(self, prediction: Tensor, target: Tensor) -> Tensor:
        """∂L/∂prediction, (N, C); where the target is a class, t is 1 there and 0 elsewhere."""
        raise NotImplementedError("CrossEntropyLoss.backward")
