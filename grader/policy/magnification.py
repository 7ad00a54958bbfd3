"""How much larger than itself an error comes out: rough answers laid beside exact ones.

All answers of a derivative count together, √(Σ |rough − exact|² / Σ |exact|²), since a formula may magnify where
terms cancel each other by chance, and a difference magnifies everywhere. A function that is flat where it was asked
about is held against its steepest slope, `size`: 1 − tanh² loses as many digits there as a difference. Where values of many sizes were drawn so that
nothing cancels, each element counts against its own size: no step suits them all.
"""

from typing import TypeGuard

import torch
from torch import Tensor


class Magnification:
    """One derivative's answers, as they come."""

    def __init__(self) -> None:
        self._whole: list[Tensor] = []  # errors as shares of an answer's size
        self._single: list[Tensor] = []  # errors as shares of each element

    def take(self, exact: Tensor | None, rough: object, *, elements: bool, steepest: float = 0.0) -> bool:
        """Count one pair of answers; False if the rough one says nothing."""
        if exact is None or not _like(exact, rough):
            return False
        there = exact[exact != 0]
        error, size = (rough[exact != 0] - there).abs(), there.abs()
        if not elements:
            size = size.clamp(min=max(steepest, float(size.square().mean().sqrt())))
        (self._single if elements else self._whole).append(error / size)
        return True

    def factor(self, size: float) -> float:
        """The larger of both medians, as a multiple of one operation's error."""
        return max((float(torch.cat(each).median()) for each in (self._whole, self._single) if each), default=0.0) / size


def _like(exact: Tensor, rough: object) -> TypeGuard[Tensor]:
    """Whether the rough answer can be laid beside the exact one."""
    return (
        isinstance(rough, Tensor)
        and rough.dtype == exact.dtype
        and rough.shape == exact.shape
        and bool(rough.isfinite().all())
    )
