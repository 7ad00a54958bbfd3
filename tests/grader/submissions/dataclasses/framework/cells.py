from __future__ import annotations

from dataclasses import dataclass, field

import torch
from torch import Tensor

from .base import Cell, Parameter


@dataclass(eq=False)
class Activation(Cell):
    def derivative(self, v: Tensor) -> Tensor:
        raise NotImplementedError(f"{self.name}: derivative is not implemented")

    def backward(self, gradwrtoutput: Tensor) -> Tensor:
        x = self.recall(gradwrtoutput)
        return self.derivative(x).mul(gradwrtoutput)

    def to_string(self) -> str:
        return self.name

    def take(self, x: Tensor, dimensions: int | None = None) -> Tensor:
        if not isinstance(x, Tensor):
            raise TypeError(f"{self.name}.forward: expected a tensor, got {type(x).__name__}")
        if x.numel() == 0 or dimensions not in (None, x.dim()):
            raise ValueError(f"{self.name}.forward: expected a non-empty batch, got shape {tuple(x.shape)}")
        self.update_in_value(x)
        return x


class Sigmoid(Activation):
    def forward(self, x: Tensor) -> Tensor:
        return 0.5 * (torch.tanh(0.5 * self.take(x)) + 1)

    def derivative(self, v: Tensor) -> Tensor:
        return 0.25 * (1 - torch.tanh(0.5 * v) ** 2)


class Relu(Activation):
    def forward(self, x: Tensor) -> Tensor:
        return self.take(x) * (x > 0)

    def derivative(self, v: Tensor) -> Tensor:
        return torch.gt(v, 0).type_as(v)


class Tanh(Activation):
    def forward(self, x: Tensor) -> Tensor:
        return torch.tanh(self.take(x))

    def derivative(self, v: Tensor) -> Tensor:
        return 1 / torch.cosh(v) ** 2


class Softmax(Activation):
    def forward(self, x: Tensor) -> Tensor:
        return torch.softmax(self.take(x, dimensions=2), dim=1)

    def derivative(self, v: Tensor) -> Tensor:
        p = torch.softmax(v, dim=1)
        return torch.stack([torch.diag(row) - torch.outer(row, row) for row in p])

    def backward(self, gradwrtoutput: Tensor) -> Tensor:
        x = self.recall(gradwrtoutput)
        return torch.bmm(gradwrtoutput.unsqueeze(1), self.derivative(x)).squeeze(1)


@dataclass(eq=False)
class Linear(Cell):
    in_size: int
    out_size: int
    bias: bool = True
    weights: list[Parameter] = field(default_factory=list, init=False, repr=False)

    def __post_init__(self) -> None:
        for label in ("in_size", "out_size"):
            size = getattr_of(self, label)
            if not isinstance(size, int):
                raise TypeError(f"Linear: expected {label} to be an int, got {size!r}")
            if size < 1:
                raise ValueError(f"Linear: expected {label} of 1 or more, got {size!r}")
        a = (6 / (self.in_size + self.out_size)) ** 0.5
        self.weights.append(Parameter(a * (2 * torch.rand(self.out_size, self.in_size) - 1)))
        if self.bias:
            self.weights.append(Parameter(torch.zeros(self.out_size)))

    @property
    def w(self) -> Tensor:
        return self.weights[0].value

    @property
    def dw(self) -> Tensor:
        return self.weights[0].grad

    @property
    def b(self) -> Tensor:
        return self.weights[1].value

    @property
    def db(self) -> Tensor:
        return self.weights[1].grad

    def parameters(self) -> list[Parameter]:
        return self.weights

    def forward(self, x: Tensor) -> Tensor:
        match x:
            case Tensor() if x.dtype != self.w.dtype:
                raise TypeError(f"{self.to_string()}: expected {self.w.dtype}, got {x.dtype}")
            case Tensor() if x.dim() != 2 or x.shape[1] != self.in_size or len(x) == 0:
                raise ValueError(f"{self.to_string()}: expected (N, {self.in_size}), got {tuple(x.shape)}")
            case Tensor():
                self.update_in_value(x)
                return x.matmul(self.w.transpose(0, 1)) + (self.b if self.bias else 0)
            case other:
                raise TypeError(f"{self.to_string()}: expected a tensor, got {other!r}")

    def backward(self, gradwrtoutput: Tensor) -> Tensor:
        x = self.recall(gradwrtoutput)
        self.dw.copy_(self.dw + gradwrtoutput.transpose(0, 1).matmul(x))
        if self.bias:
            self.db.copy_(self.db + gradwrtoutput.sum(dim=0))
        return gradwrtoutput.matmul(self.w)

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        return shape[0], self.out_size

    def to_string(self) -> str:
        return f"Linear {self.in_size}x{self.out_size}{'' if self.bias else ' (no bias)'}"


def getattr_of(layer: Linear, label: str) -> int:
    return {"in_size": layer.in_size, "out_size": layer.out_size}[label]
