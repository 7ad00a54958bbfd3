"""A seal on what makes a mark, so that one which was changed by hand in `scores.json` is not undone in silence.

seal = SHA-256 of (status, totals, points and outcome of each test, how often the rule was broken, points by hand)

No secret goes into it: it tells a hand from a grading, and no forger from anybody. Words, seconds and whose it is do
not count, so that two results have the same seal where nobody's mark and nothing behind it differs.
"""

import hashlib
from collections.abc import Sequence

import msgspec

from grader.result import Adjustment, Status
from grader.scoring.scorecard import ExerciseScore


def of(
    status: Status,
    totals: tuple[float, ...],
    exercises: Sequence[ExerciseScore],
    broken: int,
    adjustments: Sequence[Adjustment],
) -> str:
    """Sixteen hex digits."""
    parts = [
        (each.id, each.score, each.max_score, [(t.name, t.outcome, t.score, t.max_score) for t in each.tests])
        for each in exercises
    ]
    made = msgspec.json.encode((status, [float(total) for total in totals], parts, broken, adjustments))
    return hashlib.sha256(made).hexdigest()[:16]
