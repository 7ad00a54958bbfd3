"""The same element by element."""

import torch
from framework.losses import MSELoss as Right
class MSELoss(Right):
    def backward(self, prediction, target):
        self.forward(prediction, target)
        d = prediction - target
        return ((d + 1) ** 2 - (d - 1) ** 2) / 2 / d.numel()
