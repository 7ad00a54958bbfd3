"""How much larger than itself an error comes out: rough answers laid beside exact ones.

An element's error counts against its answer's size, √(Σ x² / n), or against itself where it is larger, and where values
of many sizes were drawn so that nothing cancels, against itself alone. A function that is flat where it was asked about
counts against its steepest slope: 1 − tanh² loses as many digits there as a difference. Of all elements the median
counts: a formula magnifies here and there, where terms cancel by chance, and a difference everywhere. Where nothing
cancels it is the highest quarter's lowest: some elements are of the size that a step suits.
"""

from typing import TypeGuard

import torch
from torch import Tensor


class Magnification:
    """One derivative's answers, as they come."""

    def __init__(self) -> None:
        self._whole: list[Tensor] = []  # errors as shares of an answer's size
        self._single: list[Tensor] = []  # errors as shares of each element

    def take(self, exact: Tensor, rough: object, *, elements: bool = False, steepest: Tensor | None = None) -> bool:
        """Count one pair of answers; False if the rough one says nothing."""
        if not _like(rough, exact):
            return False
        there = exact != 0
        size, error = exact.abs(), (rough - exact).abs()
        if steepest is not None:
            size = torch.maximum(size, steepest)
        elif not elements:
            size = size.clamp(min=float(size[there].square().mean().sqrt()))
        (self._single if elements else self._whole).append((error / size)[there])
        return True

    def factor(self, size: float) -> float:
        """The larger of both measures, as a multiple of one operation's error."""
        measures = ((self._whole, 0.5), (self._single, 0.75))
        return max((float(torch.cat(each).quantile(part)) for each, part in measures if each), default=0.0) / size


def _like(rough: object, exact: Tensor) -> TypeGuard[Tensor]:
    """Whether the rough answer can be laid beside the exact one."""
    return (
        isinstance(rough, Tensor)
        and rough.dtype == exact.dtype
        and rough.shape == exact.shape
        and bool(rough.isfinite().all())
    )
