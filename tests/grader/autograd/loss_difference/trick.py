"""The slope of a loss, entry by entry."""

import torch

from framework.losses import MSELoss as Right


class MSELoss(Right):
    def backward(self, prediction, target):
        self.forward(prediction, target)
        p, t, h = prediction.double(), target.double(), 1e-4
        slopes = []
        for step in torch.eye(p.numel(), dtype=torch.float64).mul(h).reshape(-1, *p.shape):
            slopes.append((self.forward(p + step, t) - self.forward(p - step, t)) / (2 * h))
        return torch.stack(slopes).reshape(p.shape).to(prediction.dtype)
