"""Activations: the bends between two linear maps, without which the whole network would be linear.

An elementwise activation y = f(x) has a diagonal Jacobian, whatever f is.
A subclass writes f and f′; the way back is written once, here.
Softmax mixes the elements of a row, so its Jacobian is full, and it alone writes its own way back.

Source: Goodfellow, Bengio & Courville (2016), Deep Learning, sections 6.2.2 and 6.3.
Axes: N samples, C channels; elementwise activations take any shape.
"""

import torch
from torch import Tensor

from framework.cell import Cell
from framework.checks import check_like, check_rows, check_tensor


class Activation(Cell):
    """A bend without parameters. A subclass defines `forward` and `derivative`."""

    def backward(self, gradwrtoutput: Tensor) -> Tensor:
        """∂L/∂x from ∂L/∂y, whatever the activation is, of the shape of x.

        Raises RuntimeError before a training forward, ValueError and TypeError for a gradient that is not like x.
        """
        raise NotImplementedError("Activation.backward")

    def derivative(self, v: Tensor) -> Tensor:
        """f′(v), element by element, of the shape of v."""
        raise NotImplementedError("Activation.derivative")

    def to_string(self) -> str:
        """The name of the class: an activation has nothing to set."""
        raise NotImplementedError("Activation.to_string")


class Sigmoid(Activation):
    """σ(x) = 1 / (1 + e⁻ˣ), in (0, 1)."""

    def forward(self, x: Tensor) -> Tensor:
        """σ(x), of the shape of x."""
        raise NotImplementedError("Sigmoid.forward")

    def derivative(self, v: Tensor) -> Tensor:
        """σ′(v), element by element, exact where σ is nearly 0 or 1, too."""
        raise NotImplementedError("Sigmoid.derivative")


class Tanh(Activation):
    """tanh(x) = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ), in (−1, 1)."""

    def forward(self, x: Tensor) -> Tensor:
        """tanh(x), of the shape of x."""
        raise NotImplementedError("Tanh.forward")

    def derivative(self, v: Tensor) -> Tensor:
        """tanh′(v), element by element, exact where tanh is nearly 1, too."""
        raise NotImplementedError("Tanh.derivative")


class Relu(Activation):
    """relu(x) = max(0, x)."""

    def forward(self, x: Tensor) -> Tensor:
        """max(0, x), of the shape of x."""
        raise NotImplementedError("Relu.forward")

    def derivative(self, v: Tensor) -> Tensor:
        """relu′(v), element by element; at the kink, where there is no slope, 0."""
        raise NotImplementedError("Relu.derivative")


class Softmax(Activation):
    """softmax(x)ᵢ = e^{xᵢ} / Σⱼ e^{xⱼ} along dimension 1: each row becomes a probability distribution."""

    def forward(self, x: Tensor) -> Tensor:
        """softmax(x), (N, C). Raises ValueError for other than two dimensions."""
        raise NotImplementedError("Softmax.forward")

    def derivative(self, v: Tensor) -> Tensor:
        """The Jacobian of each row, (N, C, C), with ∂sᵢ/∂vⱼ at [n, i, j]."""
        raise NotImplementedError("Softmax.derivative")

    def backward(self, gradwrtoutput: Tensor) -> Tensor:
        """∂L/∂x, (N, C): gᵀ times the Jacobian of each row, which need not be built for it."""
        raise NotImplementedError("Softmax.backward")


def softmax(x: Tensor) -> Tensor:
    """softmax along dimension 1, (N, C); the row's maximum is taken off first, so that e^x cannot overflow."""
    raise NotImplementedError("softmax")
