"""Whole corpora take longer than a test command may: it runs a sample of each, `pytest -m corpus` all the others."""

from collections.abc import Collection, Iterable
from typing import Any

import pytest


def sampled(names: Iterable[Any], sample: Collection[Any]) -> list[Any]:
    """The parameters of a test, of which only the sample is not marked as `corpus`."""
    names = list(names)
    if odd := set(sample) - set(names):
        raise ValueError(f"no sample of it: {sorted(map(str, odd))}")
    return [name if name in sample else pytest.param(name, marks=pytest.mark.corpus) for name in names]
