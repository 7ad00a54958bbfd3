from __future__ import annotations
from enum import Enum
from functools import wraps
from typing import Any, Self
from torch import Tensor
from .faults import KindFault, ShapeFault, OrderFault, guard


class Mode(Enum):
    TRAIN = True
    EVAL = False


class Virtual:
    """Descriptor for a method that only subclasses can fill in."""
    def __set_name__(self, owner: type, name: str) -> None:
        self.owner, self.name = owner.__name__, name

    def __get__(self, obj: Any, cls: type | None = None):
        def missing(*args):
            raise NotImplementedError(f"{cls.__name__} must implement {self.owner}.{self.name}")
        return missing


class Module:
    forward = Virtual()
    backward = Virtual()
    to_string = Virtual()

    def __new__(cls, *args, **kwargs) -> Self:
        self = super().__new__(cls)
        self._listeners = []
        return self

    def __call__(self, *input: Tensor) -> Tensor:
        return self.forward(*input)

    def param(self) -> list[Tensor]:
        return [*self._tensors("param")]

    def gradwrtparam(self) -> list[Tensor]:
        return [*self._tensors("gradwrtparam")]

    def _tensors(self, what: str):
        yield from ()


def remembering(forward):
    """Wrap forward: check the input first, then compute, then remember."""
    @wraps(forward)
    def checked(self, *input):
        who = self._who()
        guard(who, KindFault)(len(input) == 1, "one input", len(input))(isinstance(input[0], Tensor), "a tensor", type(input[0]).__name__)
        guard(who, ShapeFault)(input[0].numel() != 0, "at least one sample", tuple(input[0].shape))
        self.check(*input)
        self.update_in_value(*input)
        return forward(self, *input)
    return checked


class Cell(Module):
    def __init__(self) -> None:
        self.__mode = Mode.TRAIN
        self.in_value: Tensor | None = None

    def __init_subclass__(cls, **kwargs) -> None:
        super().__init_subclass__(**kwargs)
        if "compute" in vars(cls):
            cls.forward = remembering(cls.compute)

    @property
    def train(self) -> bool:
        return self.__mode.value

    @train.setter
    def train(self, on: bool) -> None:
        self.__mode = Mode(bool(on))

    def training_mode(self, on: bool) -> None:
        self.train = on

    def update_in_value(self, x: Tensor) -> None:
        match self.__mode:
            case Mode.TRAIN: self.in_value = x
            case Mode.EVAL: pass

    def check(self, x: Tensor) -> None: ...

    def _who(self) -> str:
        return self.__class__.__qualname__

    def _stored(self, g: Tensor, width=None) -> Tensor:
        if (x := self.in_value) is None:
            raise OrderFault(self._who(), "a training forward before backward", "none")
        guard(self._who(), KindFault)(isinstance(g, Tensor), "a tensor as gradient", type(g).__name__)
        shape = (len(x), width) if width else tuple(x.shape)
        guard(self._who(), ShapeFault)(tuple(g.shape) == shape, f"a gradient {shape}", tuple(g.shape))
        return x
