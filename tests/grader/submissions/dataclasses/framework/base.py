from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain

from torch import Tensor, zeros_like


@dataclass(eq=False)
class Parameter:
    """A value and its gradient, side by side."""

    value: Tensor
    grad: Tensor = field(init=False)

    def __post_init__(self) -> None:
        self.grad = zeros_like(self.value)


@dataclass(eq=False)
class Module:
    def forward(self, *input: Tensor) -> Tensor:
        raise NotImplementedError(f"{self.name}: forward is not implemented")

    def backward(self, *gradwrtoutput: Tensor) -> Tensor:
        raise NotImplementedError(f"{self.name}: backward is not implemented")

    def to_string(self) -> str:
        raise NotImplementedError(f"{self.name}: to_string is not implemented")

    def parameters(self) -> list[Parameter]:
        return []

    def param(self) -> list[Tensor]:
        return [p.value for p in self.parameters()]

    def gradwrtparam(self) -> list[Tensor]:
        return [p.grad for p in self.parameters()]

    @property
    def name(self) -> str:
        return type(self).__name__


@dataclass(eq=False)
class Cell(Module):
    train: bool = field(default=True, init=False)
    in_value: Tensor | None = field(default=None, init=False, repr=False)

    def training_mode(self, mode: bool) -> None:
        self.train = mode

    def update_in_value(self, x: Tensor) -> None:
        match self.train:
            case True:
                self.in_value = x.detach().clone()
            case False:
                pass

    def recall(self, gradwrtoutput: Tensor) -> Tensor:
        """The input that this gradient belongs to."""
        if self.in_value is None:
            raise RuntimeError(f"{self.name}.backward: expected a forward in training mode before, got none")
        if not isinstance(gradwrtoutput, Tensor):
            raise TypeError(f"{self.name}.backward: expected a tensor, got {type(gradwrtoutput).__name__}")
        expected = self.output_shape(tuple(self.in_value.shape))
        if tuple(gradwrtoutput.shape) != expected:
            raise ValueError(f"{self.name}.backward: expected shape {expected}, got {tuple(gradwrtoutput.shape)}")
        return self.in_value

    def output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        return shape


class Sequential(Module):
    def __init__(self, *layers: Module) -> None:
        self.layers: list[Module] = []
        self.add_layers(*layers)

    def add_layers(self, *modules: Module | list[Module]) -> None:
        new = list(chain.from_iterable(m if isinstance(m, list) else [m] for m in modules))
        for module in new:
            if not isinstance(module, Module):
                raise TypeError(f"Sequential: expected a Module, got {type(module).__name__}")
        self.layers.extend(new)

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, gradwrtoutput: Tensor) -> Tensor:
        for layer in reversed(self.layers):
            gradwrtoutput = layer.backward(gradwrtoutput)
        return gradwrtoutput

    def param(self) -> list[Tensor]:
        return [*chain.from_iterable(layer.param() for layer in self.layers)]

    def gradwrtparam(self) -> list[Tensor]:
        return [*chain.from_iterable(layer.gradwrtparam() for layer in self.layers)]

    def leaves(self) -> Iterator[Module]:
        for layer in self.layers:
            match layer:
                case Sequential():
                    yield from layer.leaves()
                case _:
                    yield layer

    def training_mode(self, mode: bool) -> None:
        for layer in self.leaves():
            layer.training_mode(mode)

    @contextmanager
    def evaluating(self):
        modes = {id(layer): layer.train for layer in self.leaves()}
        self.training_mode(False)
        try:
            yield
        finally:
            for layer in self.leaves():
                layer.training_mode(modes[id(layer)])

    def predict(self, input: Tensor) -> Tensor:
        with self.evaluating():
            return self.forward(input)

    def to_string(self) -> str:
        return " -> ".join(layer.to_string() for layer in self.layers)

    def describe(self) -> None:
        for number, layer in enumerate(self.layers, start=1):
            print(f"{number:>3}. {layer.to_string()}")
