"""Sequential: layers one after the other. The result is again a module, so it nests.

Source: Goodfellow, Bengio & Courville (2016), Deep Learning, section 6.5.2.
"""

from torch import Tensor

from denoising.module import Module


class Sequential(Module):
    """A chain of modules.

    Attributes:
        layers: the modules, first to last.
    """

    def __init__(self, *layers: Module) -> None:
        self.layers = list(layers)

    def forward(self, x: Tensor) -> Tensor:
        """The output of the last layer."""
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, gradwrtoutput: Tensor) -> Tensor:
        """∂L/∂x, with x the input of the first layer."""
        for layer in reversed(self.layers):
            gradwrtoutput = layer.backward(gradwrtoutput)
        return gradwrtoutput

    def param(self) -> list[Tensor]:
        """The parameters of all layers, first to last."""
        return [p for layer in self.layers for p in layer.param()]

    def gradwrtparam(self) -> list[Tensor]:
        """The gradients of all layers, in the order of `param`."""
        return [g for layer in self.layers for g in layer.gradwrtparam()]
