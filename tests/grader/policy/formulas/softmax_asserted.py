"""With assertions to the last digits, which hold in exact arithmetic alone."""

import math, torch
from framework.activations import Softmax as Right
class Softmax(Right):
    def backward(self, g):
        s = self.forward(self.in_value)
        assert ((s.sum(1) - 1).abs() < 100 * torch.finfo(s.dtype).eps).all(), "rows sum to one"
        torch.testing.assert_close(s.sum(1), torch.ones_like(s[:, 0]), rtol=0, atol=100 * torch.finfo(s.dtype).eps)
        assert all(math.isclose(sum(row), 1, rel_tol=100 * torch.finfo(s.dtype).eps) for row in s.tolist())
        return s * (g - (g * s).sum(1, keepdim=True))
