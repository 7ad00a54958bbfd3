"""Log-softmax in double precision, with checks of the target."""

import torch
from framework.losses import CrossEntropyLoss as Right
class CrossEntropyLoss(Right):
    def backward(self, prediction, target):
        self.forward(prediction, target)
        s = torch.exp(torch.log_softmax(prediction.double(), 1))
        if target.dim() == 1:
            rows = torch.zeros_like(s)
            rows[torch.arange(len(target)), target] = 1
            assert (rows.sum(1) == 1).all()
        else:
            rows = target.double()
            assert torch.allclose(rows.sum(1), torch.ones(len(rows)).double())
        return ((s * rows.sum(1, keepdim=True) - rows) / len(s)).to(prediction.dtype)
