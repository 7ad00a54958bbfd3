"""How much larger than itself an error comes out: rough answers laid beside exact ones.

An element's error counts against its answer's size, √(Σ x² / n), or against itself where it is larger, and where values
of many sizes were drawn so that nothing cancels, against itself alone. A function that is flat where it was asked about
counts against its steepest slope: 1 − tanh² loses as many digits there as a difference. What counts is √(Σ x² / n) of
all elements but the highest tenth: where terms cancel by chance, a formula magnifies, too.

Where tiny values err as if they were large (floors.py), a formula may magnify in many places, where it divides by large
numbers, and a step that is carried along drowns in all: there a tenth counts of the element behind the lowest 30 %.
"""

from typing import TypeGuard

import torch
from torch import Tensor

PART, DROWNED = 0.9, 0.3  # of the elements, from the lowest
TROUBLE = 0.1  # of an error counts where it has a floor


class Magnification:
    """One derivative's answers, as they come."""

    def __init__(self) -> None:
        self._whole: list[Tensor] = []  # errors as shares of an answer's size
        self._single: list[Tensor] = []  # errors as shares of each element
        self._floored: list[Tensor] = []  # those of answers in which tiny values err as if they were large

    def take(
        self,
        exact: Tensor,
        rough: object,
        *,
        elements: bool = False,
        floored: bool = False,
        steepest: Tensor | None = None,
    ) -> bool:
        """Count one pair of answers; False if the rough one says nothing."""
        if not _like(rough, exact):
            return False
        there = exact != 0
        size, error = exact.abs(), (rough - exact).abs()
        if steepest is not None:
            size = torch.maximum(size, steepest)
        elif not elements:
            size = size.clamp(min=float(size[there].square().mean().sqrt()))
        kept = self._single if elements else self._floored if floored else self._whole
        kept.append((error / size)[there])
        return True

    def factor(self, size: float) -> float:
        """The largest of the measures, as a multiple of one operation's error."""
        found = [_trimmed(torch.cat(each)) for each in (self._whole, self._single) if each]
        if self._floored:
            found.append(TROUBLE * float(torch.cat(self._floored).quantile(DROWNED)))
        return max(found, default=0.0) / size


def _trimmed(shares: Tensor) -> float:
    """√(Σ x² / n) without the largest."""
    kept = shares.sort().values[: max(1, int(PART * len(shares)))]
    return float(kept.square().mean().sqrt())


def _like(rough: object, exact: Tensor) -> TypeGuard[Tensor]:
    """Whether the rough answer can be laid beside the exact one."""
    return (
        isinstance(rough, Tensor)
        and rough.dtype == exact.dtype
        and rough.shape == exact.shape
        and bool(rough.isfinite().all())
    )
