"""Fully connected layer."""

import math

import torch

from .checks import check_gradient, check_input, fresh
from .module import Cell


class Linear(Cell):
    def __init__(self, in_size, out_size, bias=True):
        super().__init__()
        for size in (in_size, out_size):
            if isinstance(size, bool) or not isinstance(size, int):
                raise TypeError(f"Linear: expected sizes as int, got {type(size).__name__}")
            if size < 1:
                raise ValueError(f"Linear: expected sizes above 0, got {size}")
        if not isinstance(bias, bool):
            raise TypeError(f"Linear: expected bias as bool, got {type(bias).__name__}")
        self.in_size = in_size
        self.out_size = out_size
        self.bias = bias
        bound = 1 / math.sqrt(in_size)
        self.w = torch.empty(out_size, in_size).uniform_(-bound, bound)
        self.dw = torch.zeros(out_size, in_size)
        self.b = torch.empty(out_size).uniform_(-bound, bound) if bias else None
        self.db = torch.zeros(out_size) if bias else None

    @fresh
    def forward(self, x):
        check_input(self.to_string(), x)
        if x.dim() != 2 or x.shape[1] != self.in_size:
            raise ValueError(f"{self.to_string()}: expected input of shape (N, {self.in_size}), got {tuple(x.shape)}")
        if x.dtype != self.w.dtype:
            raise TypeError(f"{self.to_string()}: expected input of dtype {self.w.dtype}, got {x.dtype}")
        self.update_in_value(x)
        y = x @ self.w.T
        return y + self.b if self.bias else y

    @fresh
    def backward(self, gradwrtoutput):
        x = self.stored_input()
        check_gradient(self.to_string(), gradwrtoutput, (x.shape[0], self.out_size), self.w.dtype)
        self.dw.add_(gradwrtoutput.T @ x)
        if self.bias:
            self.db.add_(gradwrtoutput.sum(0))
        return gradwrtoutput @ self.w

    def param(self):
        return [self.w, self.b] if self.bias else [self.w]

    def gradwrtparam(self):
        return [self.dw, self.db] if self.bias else [self.dw]

    def to_string(self):
        return f"Linear({self.in_size}, {self.out_size})"
