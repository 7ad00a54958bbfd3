"""How much larger than itself an error comes out: rough answers laid beside exact ones.

All answers of a derivative count together, √(Σ |rough − exact|² / Σ |exact|²), since a formula may magnify where
terms cancel each other by chance, and a difference magnifies everywhere. A function that is flat where it was asked
about is held against its steepest slope, `size`: 1 − tanh² loses as many digits there as a difference. Where values of many sizes were drawn so that
nothing cancels, each element counts against its own size: no step suits them all.
"""

from math import inf, isfinite, sqrt
from typing import TypeGuard

from torch import Tensor


class Magnification:
    """One derivative's answers, as they come."""

    def __init__(self) -> None:
        self._errors = self._values = 0.0  # squares, over whole tensors
        self._shares, self._count = 0.0, 0  # squares, over elements one by one

    def take(self, exact: Tensor | None, rough: object, *, elements: bool, size: float = 0.0) -> bool:
        """Count one pair of answers; False if the rough one says nothing."""
        if exact is None or not _like(exact, rough):
            return False
        there = exact[exact != 0]
        error = rough[exact != 0] - there
        if elements:
            self._shares += float((error / there).square().sum())
            self._count += len(there)
        else:
            self._errors += float(error.square().sum())
            self._values += float(there.abs().clamp(min=size).square().sum())
        return True

    def factor(self, size: float) -> float:
        """The larger of both measures, as a multiple of one operation's error."""
        whole = self._errors / self._values if self._values else 0.0
        single = self._shares / self._count if self._count else 0.0
        factor = sqrt(max(whole, single)) / size
        return factor if isfinite(factor) else inf


def _like(exact: Tensor, rough: object) -> TypeGuard[Tensor]:
    """Whether the rough answer can be laid beside the exact one."""
    return (
        isinstance(rough, Tensor)
        and rough.dtype == exact.dtype
        and rough.shape == exact.shape
        and bool(rough.isfinite().all())
    )
