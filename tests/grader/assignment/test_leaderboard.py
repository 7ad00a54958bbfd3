"""How well and how fast a submission trains: from what the suites recorded, beside the reference on this machine."""

import pytest

from grader.assignment import leaderboard
from grader.assignment.leaderboard import Pace


def report(*properties):
    """As pytest-json-report writes it."""
    return {"tests": [{"nodeid": "x"}, *({"user_properties": [entry]} for entry in properties)]}


def test_what_the_suites_recorded_is_found(monkeypatch):
    monkeypatch.setattr(leaderboard, "reference_seconds", lambda: 0.5)
    found = leaderboard.measured(report({"test error": 3.5}, {"seconds a step": 1.0}))
    assert found == Pace(3.5, 1.0, 0.5)
    assert found.ratio == 2.0


@pytest.mark.parametrize("told", [{}, report(), report({"else": 1})])
def test_what_was_not_measured_is_left_open(told, monkeypatch):
    monkeypatch.setattr(leaderboard, "reference_seconds", lambda: 0.5)
    found = leaderboard.measured(told)
    assert (found.test_error, found.seconds, found.ratio) == (None, None, None)


def test_rows_leave_out_what_was_not_measured(monkeypatch):
    monkeypatch.setattr(leaderboard, "reference_seconds", lambda: 0.5)
    assert leaderboard.rows(report()) == []
    rows = leaderboard.rows(report({"test error": 3.5}, {"seconds a step": 1.0}))
    assert [(row["value"], row["order"]) for row in rows] == [(3.5, "asc"), (2.0, "asc")]


def test_the_reference_takes_its_steps_here():
    assert 1e-6 < leaderboard.reference_seconds() < 0.1
