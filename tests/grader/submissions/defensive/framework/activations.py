"""Activations."""

import torch

from .checks import check_gradient, check_input, fresh
from .module import Cell


class Activation(Cell):
    def derivative(self, v):
        raise NotImplementedError(f"{type(self).__name__}.derivative")

    @fresh
    def backward(self, gradwrtoutput):
        x = self.stored_input()
        check_gradient(type(self).__name__, gradwrtoutput, x.shape, x.dtype)
        return gradwrtoutput * self.derivative(x)

    def to_string(self):
        return type(self).__name__


class Sigmoid(Activation):
    @fresh
    def forward(self, x):
        check_input("Sigmoid", x)
        self.update_in_value(x)
        return torch.sigmoid(x)

    @fresh
    def derivative(self, v):
        s = torch.sigmoid(v)
        return s * (1 - s)


class Relu(Activation):
    @fresh
    def forward(self, x):
        check_input("Relu", x)
        self.update_in_value(x)
        return x.clamp(min=0)

    @fresh
    def derivative(self, v):
        return (v > 0).to(v.dtype)


class Tanh(Activation):
    @fresh
    def forward(self, x):
        check_input("Tanh", x)
        self.update_in_value(x)
        return torch.tanh(x)

    @fresh
    def derivative(self, v):
        return 1 - torch.tanh(v) ** 2


class Softmax(Activation):
    @fresh
    def forward(self, x):
        check_input("Softmax", x)
        if x.dim() != 2:
            raise ValueError(f"Softmax: expected input of shape (N, C), got {tuple(x.shape)}")
        self.update_in_value(x)
        return self.probabilities(x)

    def probabilities(self, x):
        e = torch.exp(x - x.max(1, keepdim=True).values)
        return e / e.sum(1, keepdim=True)

    @fresh
    def derivative(self, v):
        s = self.probabilities(v)
        return torch.diag_embed(s) - s[:, :, None] * s[:, None, :]

    @fresh
    def backward(self, gradwrtoutput):
        x = self.stored_input()
        check_gradient("Softmax", gradwrtoutput, x.shape, x.dtype)
        s = self.probabilities(x)
        return s * (gradwrtoutput - (gradwrtoutput * s).sum(1, keepdim=True))
