"""A chain of modules."""

from .checks import check_bool
from .module import Module


class Sequential(Module):
    def __init__(self, *layers):
        self.layers = []
        self.add_layers(*layers)

    def add_layers(self, *modules):
        new = []
        for module in modules:
            new.extend(module if isinstance(module, (list, tuple)) else [module])
        for module in new:
            if not isinstance(module, Module):
                raise TypeError(f"Sequential: expected modules, got {type(module).__name__}")
        self.layers.extend(new)

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, gradwrtoutput):
        for layer in reversed(self.layers):
            gradwrtoutput = layer.backward(gradwrtoutput)
        return gradwrtoutput

    def param(self):
        return [p for layer in self.layers for p in layer.param()]

    def gradwrtparam(self):
        return [g for layer in self.layers for g in layer.gradwrtparam()]

    def training_mode(self, mode):
        check_bool("Sequential.training_mode", mode)
        for layer in self.layers:
            layer.training_mode(mode)

    def cells(self):
        for layer in self.layers:
            if isinstance(layer, Sequential):
                yield from layer.cells()
            else:
                yield layer

    def predict(self, input):
        modes = [(cell, cell.train) for cell in self.cells()]
        self.training_mode(False)
        try:
            return self.forward(input)
        finally:
            for cell, mode in modes:
                cell.training_mode(mode)

    def to_string(self):
        return "Sequential(" + ", ".join(layer.to_string() for layer in self.layers) + ")"

    def describe(self):
        print("Sequential")
        for layer in self.layers:
            print("  " + layer.to_string())
