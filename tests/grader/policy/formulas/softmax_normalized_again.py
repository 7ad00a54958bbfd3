import torch
from framework.activations import Softmax as Right


class Softmax(Right):
    def derivative(self, v):
        s = self.rows(v)
        return torch.diag_embed(s) - s.unsqueeze(2) * s.unsqueeze(1)

    def rows(self, v):
        s = torch.exp(v - v.amax(1, keepdim=True))
        while (s.sum(1) - 1).abs().max() > (1e-12 if v.dtype == torch.float64 else 1e-5):
            s = s / s.sum(1, keepdim=True)
        return s
