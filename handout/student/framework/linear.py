"""Linear: y = x wᵀ + b, the only layer here that learns.

The chain rule turns ∂L/∂y into three gradients: ∂L/∂w and ∂L/∂b, which are added to what is already there, and
∂L/∂x, which is handed on to the layer before.

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
        raise NotImplementedError("Linear.__init__")

    def forward(self, x: Tensor) -> Tensor:
        """y = x wᵀ + b.

        Raises ValueError for other shapes than (N, I) with N ≥ 1, TypeError for another dtype than that of w.
        """
        raise NotImplementedError("Linear.forward")

    def backward(self, gradwrtoutput: Tensor) -> Tensor:
        """Add ∂L/∂w to dw, (O, I), and ∂L/∂b to db, (O,); return ∂L/∂x, (N, I).

        Raises RuntimeError before a training forward, ValueError and TypeError for a gradient that is not like y.
        """
        raise NotImplementedError("Linear.backward")

    def param(self) -> list[Tensor]:
        """[w, b], without bias [w]."""
        raise NotImplementedError("Linear.param")

    def gradwrtparam(self) -> list[Tensor]:
        """[dw, db], without bias [dw]."""
        raise NotImplementedError("Linear.gradwrtparam")

    def to_string(self) -> str:
        """The sizes, as the constructor takes them."""
        raise NotImplementedError("Linear.to_string")
