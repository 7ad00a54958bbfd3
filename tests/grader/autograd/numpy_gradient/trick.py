"""Another library's derivative."""

import numpy as np
import torch
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        grid = torch.stack((v.double() - 1e-5, v.double(), v.double() + 1e-5)).sigmoid().numpy()
        return torch.tensor(np.gradient(grid, 1e-5, axis=0)[1]).to(v.dtype)
