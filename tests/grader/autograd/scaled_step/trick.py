"""A step as large as the largest difference."""

import torch
from framework.losses import MSELoss as Right
class MSELoss(Right):
    def backward(self, prediction, target):
        self.forward(prediction, target)
        d = prediction - target
        h = d.abs().max()
        return ((d + h) ** 2 - (d - h) ** 2) / (2 * h) / d.numel()
