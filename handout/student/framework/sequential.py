"""Sequential: layers one after the other, f = fₖ ∘ … ∘ f₁.

The chain rule, read from the end: each layer turns the gradient with respect to its output into the one with
respect to its input, which is the output of the layer before. The result is again a module, so it nests.

Source: Goodfellow, Bengio & Courville (2016), Deep Learning, section 6.5.2.
"""

from collections.abc import Iterable

from torch import Tensor

from framework.checks import check_flag, describe
from framework.errors import KindError
from framework.module import Module


class Sequential(Module):
    """A chain of modules.

    Attributes:
        layers: the modules, first to last.
    """

    def __init__(self, *layers: Module | Iterable[Module]) -> None:
        raise NotImplementedError("Sequential.__init__")

    def add_layers(self, *modules: Module | Iterable[Module]) -> None:
        """Append modules, or lists of modules. Raises TypeError for anything else, and then appends nothing."""
        raise NotImplementedError("Sequential.add_layers")

    def forward(self, x: Tensor) -> Tensor:
        """The output of the last layer."""
        raise NotImplementedError("Sequential.forward")

    def backward(self, gradwrtoutput: Tensor) -> Tensor:
        """∂L/∂x, with x the input of the first layer; each layer adds to its gradients on the way."""
        raise NotImplementedError("Sequential.backward")

    def param(self) -> list[Tensor]:
        """The parameters of all layers, first to last."""
        raise NotImplementedError("Sequential.param")

    def gradwrtparam(self) -> list[Tensor]:
        """The gradients of all layers, in the order of `param`."""
        raise NotImplementedError("Sequential.gradwrtparam")

    def training_mode(self, mode: bool) -> None:
        """Set the mode of every layer, nested ones too."""
        raise NotImplementedError("Sequential.training_mode")

    def predict(self, input: Tensor) -> Tensor:
        """The output, computed without storing anything; every layer keeps its mode and its `in_value`."""
        raise NotImplementedError("Sequential.predict")

    def to_string(self) -> str:
        """One line a layer, nested ones indented."""
        raise NotImplementedError("Sequential.to_string")

    def describe(self) -> None:
        """Print the network and how many parameters it has."""
        raise NotImplementedError("Sequential.describe")
