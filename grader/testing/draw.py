"""Values that a test draws after the submission was loaded, and how they get into a parameter."""

from typing import Any

import torch
from torch import Tensor

from .mismatch import Mismatch


class Draw:
    """Random values of one test, from its seed."""

    def __init__(self, seed: int) -> None:
        self._generator = torch.Generator().manual_seed(seed)

    def normal(self, *shape: int, dtype: torch.dtype = torch.float64) -> Tensor:
        """Values of mean 0 and variance 1."""
        return torch.randn(shape, generator=self._generator, dtype=dtype)

    def uniform(self, low: float, high: float, *shape: int, dtype: torch.dtype = torch.float64) -> Tensor:
        """Values from `low` to `high`."""
        return low + (high - low) * torch.rand(shape, generator=self._generator, dtype=dtype)

    def scales(self, *shape: int) -> Tensor:
        """Positive values over eight orders of magnitude."""
        return 10 ** self.uniform(-4, 4, *shape)

    def clear_of_zero(self, *shape: int, dtype: torch.dtype = torch.float64) -> Tensor:
        """Values from 0.5 to 2 of either sign, away from every kink."""
        return self.uniform(0.5, 2, *shape, dtype=dtype) * (1 - 2 * self.classes(2, *shape))

    def classes(self, count: int, *shape: int) -> Tensor:
        """Whole numbers from 0 to count − 1."""
        return torch.randint(count, shape, generator=self._generator)

    def order(self, samples: int, batch: int, epochs: int) -> list[Tensor]:
        """Mini-batches: index tensors, shuffled anew in each epoch."""
        shuffles = (torch.randperm(samples, generator=self._generator) for _ in range(epochs))
        return [indices for shuffle in shuffles for indices in torch.split(shuffle, batch)]

    def whole(self) -> int:
        """A whole number, to seed something else with."""
        return int(torch.randint(2**31, (), generator=self._generator))


def transposed(student: Any, value: Tensor) -> Any:
    """A Handle of a matrix with these elements, whose columns lie one after the other in memory."""
    return student.attr(student.keep(value.T.contiguous()), "T")


def repeated(student: Any, row: Tensor, times: int) -> Any:
    """A Handle of a matrix of one row (1, C) over and over, which lies in memory once."""
    return student.keep(row).expand.keep(times, -1)


def put(model: Any, *values: Tensor) -> None:
    """Write `values` into the parameters of `model`, in place."""
    live = model.param.keep()
    if not isinstance(live, list | tuple) or len(live) != len(values):
        raise Mismatch(f"param(): expected a list of {len(values)} tensors, got {live!r}")
    for parameter, value in zip(live, values, strict=True):
        parameter.copy_(value)
