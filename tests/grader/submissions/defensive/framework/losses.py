"""Losses."""

import torch

from .checks import check_input, check_tensor, fresh
from .module import Module


class Loss(Module):
    def to_string(self):
        return type(self).__name__


class MSELoss(Loss):
    def check(self, prediction, target):
        check_input("MSELoss", prediction)
        check_tensor("MSELoss", target, "target")
        if prediction.shape != target.shape:
            raise ValueError(f"MSELoss: expected target of shape {tuple(prediction.shape)}, got {tuple(target.shape)}")
        if prediction.dtype != target.dtype:
            raise TypeError(f"MSELoss: expected target of dtype {prediction.dtype}, got {target.dtype}")
        if target.isnan().any():
            raise ValueError("MSELoss: expected numbers in target, got NaN")

    @fresh
    def forward(self, prediction, target):
        self.check(prediction, target)
        return ((prediction - target) ** 2).mean()

    @fresh
    def backward(self, prediction, target):
        self.check(prediction, target)
        return 2 * (prediction - target) / prediction.numel()


class CrossEntropyLoss(Loss):
    def one_hot(self, prediction, target):
        check_input("CrossEntropyLoss", prediction)
        if prediction.dim() != 2:
            raise ValueError(f"CrossEntropyLoss: expected logits (N, C), got {tuple(prediction.shape)}")
        if not isinstance(target, torch.Tensor):
            raise TypeError(f"CrossEntropyLoss: expected target to be a tensor, got {type(target).__name__}")
        n, c = prediction.shape
        if target.dim() == 1:
            if target.dtype != torch.int64:
                raise TypeError(f"CrossEntropyLoss: expected indices as int64, got {target.dtype}")
            if len(target) != n:
                raise ValueError(f"CrossEntropyLoss: expected {n} indices, got {len(target)}")
            if ((target < 0) | (target >= c)).any():
                raise ValueError(f"CrossEntropyLoss: expected class indices from 0 to {c - 1}, got others")
            rows = torch.zeros_like(prediction)
            rows[torch.arange(n), target] = 1
            return rows
        if target.shape != prediction.shape:
            raise ValueError(f"CrossEntropyLoss: expected target of shape ({n},) or ({n}, {c}), got {tuple(target.shape)}")
        if target.dtype != prediction.dtype:
            raise TypeError(f"CrossEntropyLoss: expected target of dtype {prediction.dtype}, got {target.dtype}")
        if target.isnan().any():
            raise ValueError("CrossEntropyLoss: expected probabilities, got NaN")
        return target

    def log_softmax(self, x):
        shifted = x - x.max(1, keepdim=True).values
        return shifted - shifted.exp().sum(1, keepdim=True).log()

    @fresh
    def forward(self, prediction, target):
        rows = self.one_hot(prediction, target)
        return -(rows * self.log_softmax(prediction)).sum() / len(prediction)

    @fresh
    def backward(self, prediction, target):
        rows = self.one_hot(prediction, target)
        p = self.log_softmax(prediction).exp()
        return (p * rows.sum(1, keepdim=True) - rows) / len(prediction)
