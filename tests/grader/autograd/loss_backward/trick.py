"""The derivative of a loss by autograd."""

import torch

from framework.losses import CrossEntropyLoss as Right


class CrossEntropyLoss(Right):
    def backward(self, prediction, target):
        self.forward(prediction, target)
        with torch.enable_grad():
            leaf = prediction.detach().clone().requires_grad_()
            loss = self.forward(leaf, target)
            loss.backward()
        return leaf.grad
