"""Module: what every part of a network can do.

A network is a function y = f(x; θ). A part of it computes its piece of f on the way forward, and on the way
back applies the chain rule, ∂L/∂x = (∂y/∂x)ᵀ ∂L/∂y, while it adds ∂L/∂θ to its own gradients.
Whoever asks a part for its parameters, its mode or a prediction asks through this class, and never which kind
of part it is.

Source: Rumelhart, Hinton & Williams (1986), Learning representations by back-propagating errors.
"""

from torch import Tensor


class Module:
    """A part of a network, with or without parameters."""

    def forward(self, *input: Tensor) -> Tensor:
        """Compute the output; a subclass says from what."""
        raise NotImplementedError("Module.forward")

    def backward(self, *gradwrtoutput: Tensor) -> Tensor:
        """Take ∂L/∂output, add ∂L/∂parameter to each gradient, return ∂L/∂input."""
        raise NotImplementedError("Module.backward")

    def param(self) -> list[Tensor]:
        """The parameters, always the same objects; a part without parameters has none."""
        raise NotImplementedError("Module.param")

    def gradwrtparam(self) -> list[Tensor]:
        """The gradients, one for each parameter, in the order of `param` and of its shape."""
        raise NotImplementedError("Module.gradwrtparam")

    def to_string(self) -> str:
        """The part in words, such as `Linear(2, 25)`."""
        raise NotImplementedError("Module.to_string")

    def __repr__(self) -> str:
        """`to_string`, or the name of a class that does not define it."""
        return f"{type(self).__name__}()" if type(self).to_string is Module.to_string else self.to_string()

    def training_mode(self, mode: bool) -> None:
        """Remember inputs from now on (True) or not (False); a part that remembers nothing ignores it."""
        raise NotImplementedError("Module.training_mode")

    def predict(self, input: Tensor) -> Tensor:
        """Compute the output and remember nothing."""
        raise NotImplementedError("Module.predict")
