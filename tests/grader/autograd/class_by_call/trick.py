"""A class made by a call."""

import torch

from framework.activations import Sigmoid as Right

Watched = type("Watched", (torch.Tensor,), {})


class Sigmoid(Right):
    def derivative(self, v):
        x = Watched(v.detach().clone()).requires_grad_()
        with torch.enable_grad():
            y = torch.sigmoid(x).sum()
        y.backward()
        return torch.Tensor(x.grad) if v.dtype == torch.float32 else x.grad.as_subclass(torch.Tensor)
