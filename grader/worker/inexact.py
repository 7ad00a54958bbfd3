"""Errors that are a fixed function of operation and value: who computes the same a thousand times errs alike.

    error of v  =  size · u · (|v| + floor),      u = Σ hash(bits of v, the last s cut off) / √n  over n cuts s

Drawn anew each time, errors would average out over copies. Hashed from all bits, they would over steps that differ a
little; from the leading bits alone, nearby values would err alike and their difference not at all. So there is a part
of the error for each of six scales: whichever step a difference takes, some parts are new there and do not average.
The floor is an error that does not shrink with its value: a step of 1e-20 that is carried along, in a complex number,
a pair or a matrix, drowns in it. What has 24 bits at most is exact: counts, masks, one-hot rows, sizes.
"""

from decimal import Decimal
from fractions import Fraction
from math import isfinite, sqrt
from struct import pack, unpack
from typing import Any
from zlib import crc32

import torch
from torch import Tensor

from . import arrays

CUTS = (0, 16, 28, 38, 44, 48)  # bits of 52 that an error does not look at
COUNTED = 2.0**24  # up to here a whole number is a count
LARGE = 2**40  # a plain whole number from here on is no count, but a number with many digits, kept without a point
SHORT = 2**28 - 1  # the last bits of a float64: those of a count are 0
FIRST = -0x61C8864680B583EB  # odd, with bits all over
SCALE = 2.0**-63 / sqrt(len(CUTS))
_cuts = torch.tensor(CUTS)
_hash, _sum = hash, sum  # as they were
ADD = {kind: kind.__add__ for kind in (Fraction, Decimal)}  # as it was
_salts: dict[str, Tensor] = {}


class Errors:
    """How large errors are; `floor` is that of a value of any size, as a share of an error at 1."""

    __slots__ = ("floor", "size")

    def __init__(self, size: float, floor: float = 0.0) -> None:
        self.size, self.floor = size, floor

    def put(self, tensor: Tensor, operation: str, times: float = 1.0) -> None:
        """An error on each element that was rounded, in place."""
        size = self.size * times
        if not tensor.numel():
            return
        if tensor.layout != torch.strided:
            tensor = tensor._values() if tensor.is_sparse else tensor.values()
        if tensor.dtype == torch.float64:
            error = units(tensor, operation, size)
            tensor.mul_(error + 1)
            self._floored(tensor, error)
        elif tensor.is_complex():
            parts = torch.view_as_real(tensor.resolve_conj()).double()
            self.put(parts, operation, times)
            tensor.copy_(torch.view_as_complex(parts))
        elif tensor.is_floating_point():
            value = tensor.double()
            error = units(value, operation, size, value.frac().ne(0) | (value.abs() > COUNTED))
            value.mul_(error + 1)
            self._floored(value, error)
            tensor.copy_(value)
        elif tensor.dtype == torch.int64 and bool((tensor.abs() > COUNTED).any()):
            value = tensor.double()
            tensor.add_(units(value, operation, size).mul_(value).round_().long())

    def _floored(self, value: Tensor, error: Tensor) -> None:
        """Put the part on that no small value escapes; signs stay, since tolerances and roots need theirs."""
        if self.floor:
            added = error * self.floor
            flips = (value + added).mul_(value) < 0
            value.add_(torch.where(flips, -added, added))

    def number(self, value: Any) -> Any:
        """A number with an error; anything else as it is, the very object."""
        kind = type(value)
        if kind is float:
            if isfinite(value) and not (value.is_integer() and -COUNTED <= value <= COUNTED):
                wrong = value + self.size * unit(value) * (abs(value) + self.floor)
                return wrong if (wrong < 0) == (value < 0) else 2 * value - wrong
        elif kind is complex:
            return complex(self.number(value.real), self.number(value.imag))
        elif kind is int and abs(value) >= LARGE:
            return value + value * int(unit(float(value % 2**53)) * 2**20) // int(2**20 / self.size)
        elif kind is Fraction or kind is Decimal:
            return ADD[kind](value, kind(self._exactly(value)))
        elif isinstance(value, arrays.KINDS):
            return arrays.disturbed(value, self)
        return value

    def _exactly(self, value: Fraction | Decimal) -> float:
        """The error of a number with as many digits as it likes."""
        shown = float(value)
        if not isfinite(shown) or (shown.is_integer() and value == int(value) and abs(shown) <= COUNTED):
            return 0.0
        return self.size * unit(float(_hash(value.as_integer_ratio()))) * (abs(shown) + self.floor)


def units(value: Tensor, operation: str, size: float = 1.0, rounded: Tensor | None = None) -> Tensor:
    """For each element its error as a share, `size² / 3` squared in the mean; none where nothing was rounded.

    A float64 whose last bits are all 0 counts as not rounded: a whole number up to 2**24, or a short fraction.
    """
    bits = value.contiguous().view(torch.int64)
    cut = bits.unsqueeze(-1) >> _cuts
    found = torch.addcmul(salt(operation), cut, cut).mul_(FIRST).sum(-1, dtype=torch.float64)
    return found.mul_((bits & SHORT).clamp_(max=1) if rounded is None else rounded).mul_(SCALE * size)


def unit(value: float) -> float:
    """The same for a plain number."""
    (bits,) = unpack("<q", pack("<d", value))
    return SCALE * _sum([_hash((bits >> cut, cut)) for cut in CUTS])


def salt(operation: str) -> Tensor:
    """What makes the errors of one operation, at one scale, others than those of another."""
    if operation not in _salts:
        name = crc32(operation.encode()) << 24
        _salts[operation] = torch.tensor([name + cut * 0x9E3779B97F4A7 for cut in CUTS])
    return _salts[operation]
