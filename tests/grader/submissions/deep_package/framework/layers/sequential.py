from __future__ import annotations
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import reduce, singledispatchmethod
from torch import Tensor
from ..core.base import Cell, Module
from ..core.faults import KindFault


class Sequential(Module):
    def __init__(self, *layers) -> None:
        self.layers: tuple[Module, ...] = ()
        self.add_layers(*layers)

    @singledispatchmethod
    def _flat(self, item) -> list:
        raise KindFault("Sequential", "modules or lists of modules", type(item).__name__)

    @_flat.register
    def _(self, item: Module) -> list:
        return [item]

    @_flat.register(list)
    @_flat.register(tuple)
    def _(self, item) -> list:
        return [m for part in item for m in self._flat(part)]

    def add_layers(self, *modules) -> None:
        self.layers += tuple(self._flat(modules))

    def __iter__(self) -> Iterator[Module]: return iter(self.layers)
    def __len__(self) -> int: return len(self.layers)
    def __getitem__(self, k): return self.layers[k]
    def __reversed__(self): return reversed(self.layers)

    def forward(self, *input: Tensor) -> Tensor:
        return reduce(lambda x, layer: layer(x), self, *input)

    def backward(self, *gradwrtoutput: Tensor) -> Tensor:
        return reduce(lambda g, layer: layer.backward(g), reversed(self), *gradwrtoutput)

    def _tensors(self, what: str):
        for layer in self:
            yield from getattr(layer, what)()

    def training_mode(self, on: bool) -> None:
        for layer in self: layer.training_mode(on)

    def walk(self) -> Iterator[Cell]:
        for layer in self:
            match layer:
                case Sequential(): yield from layer.walk()
                case Cell(): yield layer

    @contextmanager
    def evaluating(self):
        with ExitStack() as stack:
            for cell in self.walk():
                stack.callback(cell.training_mode, cell.train)
                cell.training_mode(False)
            yield self

    def predict(self, input: Tensor) -> Tensor:
        with self.evaluating() as model:
            return model(input)

    def to_string(self) -> str:
        return "[" + ", ".join(layer.to_string() for layer in self) + "]"

    def describe(self) -> None:
        print(f"Sequential with {len(self)} layers", *(f"{k:>3} {layer.to_string()}" for k, layer in enumerate(self, 1)), sep="\n")
