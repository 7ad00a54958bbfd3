"""Points shared out so that whoever adds them up again, in floats and from the first on, gets the very total.

All shares but the last are whole grains, cut off; the last takes what is missing. A platform that adds 100 rounded
parts would print 92.00000000000006.
"""

from collections.abc import Sequence

BINARY = 64  # grains of a point that floats hold exactly
DECIMAL = 10_000  # that read well


def apportion(parts: Sequence[float], total: float, grains: int = BINARY) -> list[float]:
    """`parts` scaled to add up to `total`; what is 0 stays 0."""
    whole = sum(parts)
    last = max((place for place, part in enumerate(parts) if part), default=-1)
    shares, upto, before, added = [], 0.0, 0, 0.0
    for place, part in enumerate(parts):
        upto += part
        after = int(grains * total * upto / whole + 1e-6) if whole else 0
        share = total - added if place == last else (after - before) / grains
        shares.append(share)
        before, added = after, added + share
    return shares
