"""The slope of a loss with steps of one, exact on a parabola."""

import torch
from framework.losses import MSELoss as Right
class MSELoss(Right):
    def backward(self, prediction, target):
        self.forward(prediction, target)
        d = torch.zeros_like(prediction)
        for i in range(d.numel()):
            e = torch.zeros(d.numel(), dtype=d.dtype); e[i] = 1
            e = e.reshape(d.shape)
            d.view(-1)[i] = (self.forward(prediction + e, target) - self.forward(prediction - e, target)) / 2
        return d
