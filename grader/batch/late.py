"""Lateness: when was it due, how late did it come, what is left of the score.

    late = submitted − (due + extra time)        nothing is taken while late ≤ grace
    final = raw · max(floor, 1 − per_day · ⌈late in days⌉)

The raw score stays as it is everywhere; the final one stands beside it.
A time without a time zone is meant in this machine's.
"""

import math
from datetime import datetime, timedelta

import msgspec

from grader.scoring.late_rule import DAY, MOST_MINUTES, YEARS, Late

FORMATS = "such as 2026-03-01 23:59, 2026-03-01T23:59:00+01:00 or 2026-03-01"
UNITS = {
    "min": 1.0, "m": 1.0, "mins": 1.0, "minute": 1.0, "minutes": 1.0, "h": 60.0, "hour": 60.0, "hours": 60.0,
    "d": 1440.0, "day": 1440.0, "days": 1440.0,
}  # fmt: skip


class Lateness(msgspec.Struct, frozen=True):
    """How late one submission came: in words, and the share of the raw score that is left."""

    words: str = ""  # empty where nothing is known
    share: float = 1.0


def lateness(rule: Late | None, due: datetime | None, submitted: datetime | None, extra_minutes: float) -> Lateness:
    """Judge one submission; without a time or a due date there is nothing to say."""
    due = due or (rule.due if rule else None)
    if due is None or submitted is None:
        return Lateness()
    late = zoned(submitted) - zoned(due) - timedelta(minutes=extra_minutes)
    if late <= timedelta():
        return Lateness("in time")
    share = rule.share(late) if rule else 1.0
    words = f"{spoken(late)} late"
    if rule and share == 1.0 and late <= timedelta(minutes=rule.grace_minutes):
        return Lateness(f"{words}, within the grace of {rule.grace_minutes:g} minutes")
    return Lateness(f"{words}: {share:.0%} of the score is left" if share < 1 else words, share)


def zoned(time: datetime) -> datetime:
    """The time with a time zone: its own, or this machine's."""
    return time if time.tzinfo else time.astimezone()


def read_time(text: str) -> datetime:
    """A point in time as people and platforms write it; a bare date means the end of that day."""
    try:
        found = datetime.fromisoformat(text.removesuffix(" UTC") + ("+00:00" if text.endswith(" UTC") else ""))
        if found.year not in YEARS:
            raise ValueError(found.year)
    except ValueError as error:
        raise ValueError(f"expected a time {FORMATS}, got {text!r}") from error
    bare = len(text) <= len("2026-03-01")
    return found + DAY - timedelta(seconds=1) if bare else found


def read_minutes(text: str) -> float:
    """An amount of time in minutes: `90`, `90 min`, `1.5 h` or `2 days`."""
    number = text.lower().rstrip("abcdefghijklmnopqrstuvwxyz ")
    unit = text[len(number) :].strip().lower() or "min"
    try:
        minutes = float(number) * UNITS[unit]
    except (ValueError, KeyError):
        minutes = math.nan
    if not 0 <= minutes <= MOST_MINUTES:
        raise ValueError(f"expected an extra time such as 90 min, 1.5 h or 2 d, got {text!r}")
    return minutes


def spoken(span: timedelta) -> str:
    """`2 d 3 h`, `5 h 10 min`, `4 min`: the two largest units."""
    minutes = max(1, math.ceil(span / timedelta(minutes=1)))
    parts = ((minutes // 1440, "d"), (minutes // 60 % 24, "h"), (minutes % 60, "min"))
    return " ".join([f"{number} {unit}" for number, unit in parts if number][:2])
