"""Without brackets: 2p − 2t."""

import torch
from framework.losses import MSELoss as Right
class MSELoss(Right):
    def backward(self, prediction, target):
        self.forward(prediction, target)
        return (2 * prediction - 2 * target) / prediction.numel()
