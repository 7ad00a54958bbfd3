"""The rule for late submissions, as `[late]` of rubric.toml lays it down; how late somebody was, `batch.late` says.

final = raw · max(floor, 1 − per_day · ⌈late in days⌉)        nothing is taken while late ≤ grace
"""

import math
from datetime import datetime, timedelta

import msgspec

DAY = timedelta(days=1)


MOST_MINUTES = 1000 * 1440.0  # of extra time or grace: whoever means more has no due date


YEARS = range(1970, 9999)


class Late(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The rule, as `[late]` in rubric.toml lays it down; without that table nothing is taken."""

    due: datetime | None = None  # `--due` overrides it
    grace_minutes: float = 0.0  # late by so much is not late
    per_day: float = 0.1  # share of the raw score that each begun day takes
    floor: float = 0.0  # share of the raw score that stays in any case

    def problem(self) -> str:
        """What is wrong with the rule, or nothing."""
        if not (0 <= self.per_day <= 1 and 0 <= self.floor <= 1):
            return f"[late]: expected per_day and floor from 0 to 1, got {self.per_day:g} and {self.floor:g}"
        if not 0 <= self.grace_minutes <= MOST_MINUTES:
            return f"[late]: expected grace_minutes from 0 to {MOST_MINUTES:g}, got {self.grace_minutes:g}"
        if self.due and self.due.year not in YEARS:
            return f"[late]: expected a due date of our time, got the year {self.due.year}"
        return ""

    def share(self, late: timedelta) -> float:
        """What is left of the raw score, as a share."""
        if late <= timedelta(minutes=self.grace_minutes):
            return 1.0
        return max(self.floor, 1.0 - self.per_day * math.ceil(late / DAY))
