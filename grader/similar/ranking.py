"""Pairs by what they share, weighed by how rare it is in the class: what many have, the task explains.

    weight of a fingerprint = log(works / works that hold it),    likeness = Σ shared / the smaller of both sums

So a formula that the task leads everybody to counts for little, and half of a work that went into another one counts
for half. A work with next to nothing of its own would be like everybody; its sum is taken for no less than a share of
the class's.
"""

import math
from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from statistics import median
from typing import NamedTuple

import numpy as np

from grader.similar.fingerprints import Work

LEAST = 0.25  # of the median sum


class Pair(NamedTuple):
    """Two works, and what they share."""

    one: Work
    other: Work
    likeness: float  # from 0 to 1
    shared: tuple[int, ...]  # fingerprints, the rarest first


def ranked(works: Sequence[Work], earlier: Sequence[Work] = (), most: int = 50) -> list[Pair]:
    """The pairs that share most, of a class or of it and an earlier one; two earlier works are no pair."""
    everybody = [*works, *earlier]
    holders = Counter(mark for work in everybody for mark in work.places)
    weights = {mark: math.log(len(everybody) / count) for mark, count in holders.items()}
    sums = np.array([sum(weights[mark] for mark in work.places) for work in everybody])
    if not len(works) or not sums.any():
        return []
    sums = np.maximum(sums, LEAST * median(sums.tolist()))
    alike = shares(everybody, holders, weights)
    found = [
        (float(alike[a, b] / min(sums[a], sums[b])), a, b)
        for a, b in combinations(range(len(everybody)), 2)
        if a < len(works) and alike[a, b] > 0
    ]
    found.sort(key=lambda each: (-each[0], everybody[each[1]].id, everybody[each[2]].id))
    return [pair(everybody[a], everybody[b], min(1.0, likeness), weights) for likeness, a, b in found[:most]]


def shares(works: Sequence[Work], holders: Counter[int], weights: dict[int, float]) -> np.ndarray:
    """For every two works the sum of the weights that they share, (N, N)."""
    column = {mark: at for at, mark in enumerate(mark for mark, count in holders.items() if count > 1)}
    held = np.zeros((len(works), len(column)), dtype=np.float32)
    for row, work in enumerate(works):
        held[row, [column[mark] for mark in work.places if mark in column]] = 1
    return (held * np.array([weights[mark] for mark in column], dtype=np.float32)) @ held.T


def pair(one: Work, other: Work, likeness: float, weights: dict[int, float]) -> Pair:
    """Two works with the fingerprints that both hold and not everybody does."""
    both = one.places.keys() & other.places.keys()
    return Pair(one, other, likeness, tuple(sorted((m for m in both if weights[m] > 0), key=lambda m: -weights[m])))
