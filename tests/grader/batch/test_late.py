"""How late a submission came, apart from its raw score: by the rule, in words, across time zones."""

from datetime import UTC, datetime, timedelta

import pytest

from grader.batch.late import lateness, read_minutes, read_time, spoken
from grader.scoring.late_rule import Late

DUE = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "extra", "share", "words"),
    [
        (-1, 0, 1.0, "in time"),
        (0, 0, 1.0, "in time"),
        (0.2, 0, 1.0, "12 min late, within the grace of 15 minutes"),
        (0.3, 0, 0.9, "18 min late: 90% of the score is left"),
        (24, 0, 0.9, "1 d late: 90% of the score is left"),
        (25, 0, 0.8, "1 d 1 h late: 80% of the score is left"),
        (25, 60, 0.9, "1 d late: 90% of the score is left"),
        (25, 1500, 1.0, "in time"),
        (240, 0, 0.5, "10 d late: 50% of the score is left"),
    ],
)
def test_what_each_begun_day_takes(hours: float, extra: float, share: float, words: str) -> None:
    rule = Late(due=DUE, grace_minutes=15, per_day=0.1, floor=0.5)
    found = lateness(rule, None, DUE + timedelta(hours=hours), extra)
    assert (found.share, found.words) == (pytest.approx(share), words)


def test_without_a_rule_a_late_one_is_named_and_keeps_its_score() -> None:
    found = lateness(None, DUE, DUE + timedelta(hours=3), 0)
    assert (found.share, found.words) == (1.0, "3 h late")
    assert lateness(None, None, DUE, 0).words == ""
    assert lateness(Late(due=DUE), None, None, 0).words == ""


def test_time_zones_meet() -> None:
    assert lateness(None, DUE, read_time("2026-03-01T13:00:00+01:00"), 0).words == "in time"
    assert lateness(None, DUE, read_time("2026-03-01 13:00:00 UTC"), 0).words == "1 h late"
    local = DUE.astimezone().replace(tzinfo=None)
    assert lateness(None, DUE, local, 0).words == "in time"
    assert read_time("2026-03-01") == datetime(2026, 3, 1, 23, 59, 59)


@pytest.mark.parametrize("text", ["", "yesterday", "2026-02-30", "0001-01-01", "9999-12-31", "0206-03-01 12:00"])
def test_a_time_that_cannot_be(text: str) -> None:
    with pytest.raises(ValueError, match="expected a time"):
        read_time(text)


def test_amounts_of_time() -> None:
    spellings = ("90", "90 min", "1.5h", "2 d", "0", "30 Minutes", "1 hour", "2 days")
    assert [read_minutes(text) for text in spellings] == [90, 90, 90, 2880, 0, 30, 60, 2880]
    for bad in ("-1", "nan", "inf", "1 week", "h", "1 2 h", "1e300 d", "1e9"):
        with pytest.raises(ValueError, match="extra time"):
            read_minutes(bad)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0.1, "1 min"),
        (59, "59 min"),
        (60, "1 h"),
        (61.5, "1 h 2 min"),
        (1440, "1 d"),
        (1505, "1 d 1 h"),
        (2885, "2 d 5 min"),
    ],
)
def test_a_span_has_its_two_largest_units(minutes: float, words: str) -> None:
    assert spoken(timedelta(minutes=minutes)) == words
