"""Module: what every part of a network can do.

On the way forward a part computes its output and keeps what it needs for the way back. On the way back it takes
g = ∂L/∂output, adds ∂L/∂parameter to each of its gradients, and returns ∂L/∂input.

Source: Rumelhart, Hinton & Williams (1986), Learning representations by back-propagating errors.
"""

from torch import Tensor


class Module:
    """A part of a network, with or without parameters."""

    def forward(self, *input: Tensor) -> Tensor:
        """Compute the output; a subclass says from what."""
        raise NotImplementedError(f"{type(self).__name__}.forward")

    def backward(self, *gradwrtoutput: Tensor) -> Tensor:
        """Take ∂L/∂output, add ∂L/∂parameter to each gradient, return ∂L/∂input."""
        raise NotImplementedError(f"{type(self).__name__}.backward")

    def param(self) -> list[Tensor]:
        """The parameters, always the same objects; a part without parameters has none."""
        return []

    def gradwrtparam(self) -> list[Tensor]:
        """The gradients, one for each parameter, in the order of `param` and of its shape."""
        return []
