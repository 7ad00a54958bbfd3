"""A complex step in real matrices of two rows."""

import torch
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        x, h = v.double().reshape(-1, 1, 1), 1e-10
        i = torch.tensor([[0.0, -1.0], [1.0, 0.0]], dtype=torch.float64)
        one = torch.eye(2, dtype=torch.float64)
        z = -(x * one + h * i) / 16
        e = one + z @ (one + z / 2 @ (one + z / 3 @ (one + z / 4 @ (one + z / 5 @ (one + z / 6 @ (one + z / 7 @ (
            one + z / 8 @ (one + z / 9 @ (one + z / 10 @ (one + z / 11 @ (one + z / 12)))))))))))
        for _ in range(4):
            e = e @ e
        n = one + e
        size = n[:, 0, 0] ** 2 + n[:, 1, 0] ** 2
        return (-n[:, 1, 0] / size / h).reshape(v.shape).to(v.dtype)
