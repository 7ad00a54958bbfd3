"""torch.load of such a pickle."""

import io

import torch
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        buffer = io.BytesIO()
        torch.save(torch.func.grad, buffer)
        buffer.seek(0)
        return torch.load(buffer, weights_only=False)(lambda x: x.sigmoid().sum())(v)
