"""Element by element, with math.exp."""

import math, torch
from framework.activations import Sigmoid as Right
class Sigmoid(Right):
    def derivative(self, v):
        out = torch.empty_like(v)
        flat, source = out.view(-1), v.reshape(-1)
        for i in range(source.numel()):
            a = abs(source[i].item())
            e = math.exp(-a)
            flat[i] = e / (1 + e) ** 2
        return out
