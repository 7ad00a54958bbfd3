"""By the chain rule through softmax: the gradient of −t log s, times the Jacobian of each row."""

import torch
from framework.losses import CrossEntropyLoss as Right


class CrossEntropyLoss(Right):
    def backward(self, prediction, target):
        self.forward(prediction, target)
        s = torch.exp(prediction - prediction.max(1, keepdim=True).values)
        s = s / s.sum(1, keepdim=True)
        t = target
        if target.dim() == 1:
            t = torch.eye(prediction.shape[1], dtype=prediction.dtype)[target]
        g = -t / s.clamp(min=1e-300) / len(t)
        jacobian = torch.diag_embed(s) - s.unsqueeze(2) * s.unsqueeze(1)
        return torch.bmm(jacobian, g.unsqueeze(2)).squeeze(2)
