"""The same in plain numbers."""

import torch
from framework.losses import MSELoss as Right
class MSELoss(Right):
    def backward(self, prediction, target):
        self.forward(prediction, target)
        p, t = prediction.reshape(-1).tolist(), target.reshape(-1).tolist()
        d = [((a - b + 1) ** 2 - (a - b - 1) ** 2) / 2 / len(p) for a, b in zip(p, t)]
        return torch.tensor(d, dtype=prediction.dtype).reshape(prediction.shape)
