"""A ready-made loss."""

import torch.nn.functional as F

from framework.losses import MSELoss as Right


class MSELoss(Right):
    def forward(self, prediction, target):
        super().forward(prediction, target)
        return F.mse_loss(prediction, target)
