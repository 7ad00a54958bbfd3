"""Whoever adds the shares up in floats, one after the other, gets the very total."""

import functools
import operator
import random

import pytest

from grader.pack.shares import BINARY, DECIMAL, apportion


@pytest.mark.parametrize("grains", [BINARY, DECIMAL])
def test_they_add_up(grains):
    draw = random.Random(3)
    for _ in range(500):
        parts = [draw.choice([0.0, round(draw.random(), 4)]) for _ in range(draw.randrange(120))]
        total = round(100 * draw.random(), 2) if any(parts) else 0.0
        shares = apportion(parts, total, grains)
        assert functools.reduce(operator.add, shares, 0) == total
        assert all(share >= -1e-12 for share in shares)
        assert all(
            abs(share - part * total / sum(parts)) < 2 / grains
            for share, part in zip(shares, parts, strict=True)
            if part
        )
        assert all(share == 0 for share, part in zip(shares, parts, strict=True) if not part)


def test_nothing_to_share():
    assert apportion([], 0.0) == []
    assert apportion([0.0, 0.0], 0.0) == [0.0, 0.0]
