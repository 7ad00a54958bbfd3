"""Linear: y = x wᵀ + b, the only layer here that learns.

With g = ∂L/∂y the chain rule gives three gradients: ∂L/∂w = gᵀ x and ∂L/∂b = Σₙ gₙ, which are added to what is
already there, and ∂L/∂x = g w, which is handed on to the layer before.

Source: Goodfellow, Bengio & Courville (2016), Deep Learning, algorithm 6.4. Initial values: LeCun et al. (1998),
Efficient BackProp, section 4.6: a variance of order 1 / in_size keeps the signal's size from layer to layer.
Axes: N samples, I inputs, O outputs.
"""

import math

import torch
from torch import Tensor

from framework.cell import Cell
from framework.checks import check_flag, check_like, check_matrix, check_size


class Linear(Cell):
    """A linear map of each sample, with a bias unless told otherwise.

    Attributes:
        in_size, out_size, bias: as given.
        w, dw: weights (O, I) and ∂L/∂w.
        b, db: biases (O,) and ∂L/∂b; None without bias.

    Weights and biases are drawn from U(−1/√I, 1/√I).
    """

    def __init__(self, in_size: int, out_size: int, bias: bool = True) -> None:
        check_size("Linear", "in_size", in_size)
        check_size("Linear", "out_size", out_size)
        check_flag("Linear", "bias", bias)
        super().__init__()
        self.in_size, self.out_size, self.bias = in_size, out_size, bias
        bound = 1 / math.sqrt(in_size)
        self.w = torch.empty(out_size, in_size).uniform_(-bound, bound)
        self.b = torch.empty(out_size).uniform_(-bound, bound) if bias else None
        self.dw, self.db = torch.zeros_like(self.w), None if self.b is None else torch.zeros_like(self.b)
        self._ones = torch.ones(0, dtype=self.w.dtype)

    def forward(self, x: Tensor) -> Tensor:
        """y = x wᵀ + b.

        Raises ValueError for other shapes than (N, I) with N ≥ 1, TypeError for another dtype than that of w.
        """
        check_matrix(self, "the input", x, self.in_size, self.w.dtype)
        self.update_in_value(x)  # (N, I), read again by backward
        y = x.mm(self.w.T)  # (N, O)
        return y if self.b is None else y.add_(self.b)  # (N, O)

    def backward(self, gradwrtoutput: Tensor) -> Tensor:
        """Add gᵀ x to dw and gᵀ 1 = Σₙ gₙ to db, return g w.

        Raises RuntimeError before a training forward, ValueError and TypeError for a gradient that is not like y.
        """
        x, g = self.remembered(), gradwrtoutput
        check_like(self, "the gradient", g, (x.shape[0], self.out_size), self.w.dtype)
        gt = g.T  # (O, N)
        self.dw.addmm_(gt, x)  # (O, I), accumulates
        if self.db is not None:
            self.db.addmv_(gt, self._ones_like(g))  # (O,), accumulates
        return g.mm(self.w)  # (N, I)

    def _ones_like(self, g: Tensor) -> Tensor:
        """A one for each sample, (N,), kept for the next batch of the same size.

        gᵀ 1 is added to db in one call, `db.add_(g.sum(0))` takes two: 8 % of a step at batch 10.
        """
        if self._ones.shape[0] != g.shape[0] or self._ones.device != g.device:
            self._ones = torch.ones(g.shape[0], dtype=g.dtype, device=g.device)
        return self._ones

    def param(self) -> list[Tensor]:
        """[w, b], without bias [w]."""
        return [self.w] if self.b is None else [self.w, self.b]

    def gradwrtparam(self) -> list[Tensor]:
        """[dw, db], without bias [dw]."""
        return [self.dw] if self.db is None else [self.dw, self.db]

    def to_string(self) -> str:
        """The sizes, as the constructor takes them."""
        return f"Linear({self.in_size}, {self.out_size}{'' if self.bias else ', bias=False'})"
