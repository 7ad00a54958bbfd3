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
        self.layers: list[Module] = []
        self.add_layers(*layers)

    def add_layers(self, *modules: Module | Iterable[Module]) -> None:
        """Append modules, or lists of modules. Raises TypeError for anything else, and then appends nothing."""
        new: list[Module] = []
        for item in modules:
            new.extend(item if isinstance(item, list | tuple) else [item])  # type: ignore[list-item]
        for module in new:
            if not isinstance(module, Module):
                raise KindError(f"Sequential: expected modules or lists of modules, got {describe(module)}")
        self.layers.extend(new)

    def forward(self, x: Tensor) -> Tensor:
        """The output of the last layer."""
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, gradwrtoutput: Tensor) -> Tensor:
        """∂L/∂x, with x the input of the first layer; each layer adds to its gradients on the way."""
        for layer in reversed(self.layers):
            gradwrtoutput = layer.backward(gradwrtoutput)
        return gradwrtoutput

    def param(self) -> list[Tensor]:
        """The parameters of all layers, first to last."""
        return [p for layer in self.layers for p in layer.param()]

    def gradwrtparam(self) -> list[Tensor]:
        """The gradients of all layers, in the order of `param`."""
        return [g for layer in self.layers for g in layer.gradwrtparam()]

    def training_mode(self, mode: bool) -> None:
        """Set the mode of every layer, nested ones too."""
        check_flag("Sequential", "the mode", mode)
        for layer in self.layers:
            layer.training_mode(mode)

    def predict(self, input: Tensor) -> Tensor:
        """The output, computed without storing anything; every layer keeps its mode and its `in_value`."""
        x = input
        for layer in self.layers:
            x = layer.predict(x)
        return x

    def to_string(self) -> str:
        """One line a layer, nested ones indented."""
        lines = [line for layer in self.layers for line in layer.to_string().splitlines()]
        return "\n".join(["Sequential(", *(f"    {line}" for line in lines), ")"])

    def describe(self) -> None:
        """Print the network and how many parameters it has."""
        print(self.to_string())
        print(f"{sum(p.numel() for p in self.param()):,} parameters in {len(self.layers)} layers")
