from torch import Tensor
import torch
from ...core.base import Cell, Virtual


class Activation(Cell):
    derivative = Virtual()
    compute_backward = None

    def backward(self, gradwrtoutput: Tensor) -> Tensor:
        return gradwrtoutput * self.derivative(self._stored(gradwrtoutput))

    def to_string(self) -> str:
        return self._who().upper()


class Sigmoid(Activation):
    def compute(self, x): return torch.where(x >= 0, 1 / (1 + torch.exp(-x)), torch.exp(x) / (1 + torch.exp(x)).clamp(max=torch.finfo(x.dtype).max))
    def derivative(self, v): return (s := torch.sigmoid(v)) * (1 - s)


class Relu(Activation):
    def compute(self, x): return torch.maximum(x, torch.zeros((), dtype=x.dtype))
    def derivative(self, v): return v.sign().clamp_(min=0)


class Tanh(Activation):
    def compute(self, x): return 2 * torch.sigmoid(2 * x) - 1
    def derivative(self, v): return 4 * torch.sigmoid(2 * v) * torch.sigmoid(-2 * v)
