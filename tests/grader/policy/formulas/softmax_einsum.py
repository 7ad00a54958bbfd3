"""Einstein sums."""

import torch
from framework.activations import Softmax as Right
class Softmax(Right):
    def backward(self, g):
        s = self.forward(self.in_value)
        eye = torch.eye(s.shape[1], dtype=s.dtype)
        return torch.einsum("nc,nk,ck->nk", g, s, eye) - torch.einsum("nc,nc,nk->nk", g, s, s)
