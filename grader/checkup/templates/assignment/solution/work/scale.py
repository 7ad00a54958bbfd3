"""A layer that scales: y = a·x."""

from torch import Tensor


class Scale:
    """y = a·x with a fixed factor a."""

    def __init__(self, factor: float) -> None:
        self.factor = factor

    def forward(self, x: Tensor) -> Tensor:
        """a·x, of the shape of x."""
        return self.factor * x

    def backward(self, gradwrtoutput: Tensor) -> Tensor:
        """The derivative of the loss with respect to x: a times the one with respect to y."""
        return self.factor * gradwrtoutput
