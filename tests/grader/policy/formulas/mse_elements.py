"""Element by element, written into a copy of the prediction."""

import torch
from framework.losses import MSELoss as Right
class MSELoss(Right):
    def backward(self, prediction, target):
        self.forward(prediction, target)
        dx, n = prediction.clone(), prediction.numel()
        for i in range(dx.shape[0]):
            for j in range(dx.shape[1]):
                dx[i][j] = 2 / n * (prediction[i][j] - target[i][j])
        return dx
