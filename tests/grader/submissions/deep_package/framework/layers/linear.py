from __future__ import annotations
import torch
from torch import Tensor
from ..core.base import Cell
from ..core.faults import KindFault, ShapeFault, guard


class Linear(Cell):
    def __init__(self, in_size: int, out_size: int, bias: bool = True) -> None:
        super().__init__()
        for size in (in_size, out_size):
            guard("Linear", KindFault)(isinstance(size, int), "an int", type(size).__name__)
            guard("Linear", ShapeFault)(size > 0, "a positive size", size)
        self.in_size, self.out_size, self.bias = in_size, out_size, bias
        self.values = {"w": torch.randn(out_size, in_size).div_(in_size ** .5)} | ({"b": torch.randn(out_size) * 0.01} if bias else {})
        self.grads = {name: torch.zeros_like(value) for name, value in self.values.items()}

    w = property(lambda self: self.values["w"])
    b = property(lambda self: self.values.get("b"))
    dw = property(lambda self: self.grads["w"])
    db = property(lambda self: self.grads.get("b"))

    def check(self, x: Tensor) -> None:
        guard(self._who(), ShapeFault)(x.ndim == 2 and x.size(-1) == self.in_size, f"(N, {self.in_size})", tuple(x.shape))
        guard(self._who(), KindFault)(x.dtype == self.w.dtype, self.w.dtype, x.dtype)

    def compute(self, x: Tensor) -> Tensor:
        y = x.mm(self.w.mT)
        return y if self.b is None else y.add_(self.b)

    def backward(self, g: Tensor) -> Tensor:
        x = self._stored(g, self.out_size)
        for row, grad in zip(x, g):
            self.dw.addr_(grad, row)
            if self.bias: self.db.add_(grad)
        return g.mm(self.w)

    def _who(self): return f"Linear({self.in_size}, {self.out_size})"

    def _tensors(self, what):
        match what:
            case "param": yield from self.values.values()
            case "gradwrtparam": yield from self.grads.values()

    def to_string(self) -> str: return self._who()
