"""Decisions: a violation is waived, a remark held; whoever applies them starts from the grader's own card."""

import pytest

from grader.policy.decisions import Decision, decided, undecided
from grader.scoring.scorecard import Notice, Scorecard, settled

BREACH = Notice("ready-made", "framework/linear.py", 3, "torch.nn is ready-made")
OTHER = Notice("autograd", "test.py", 9, "loss.backward() differentiates")
REMARK = Notice("dynamic", "framework/cell.py", 7, "a computed name")
EMPTY = Scorecard("small", 90.0, 100.0, 90.0, 20.0, (), ())


def card(*violations: Notice, remarks: tuple[Notice, ...] = ()) -> Scorecard:
    return settled(EMPTY, violations, remarks)


@pytest.mark.parametrize("where", ["framework/linear.py:3", "framework/linear.py", "ready-made", "*"])
def test_who_waives_the_only_violation_lifts_the_cap(where: str) -> None:
    before = card(BREACH)
    after, idle = decided(before, [Decision("waive", where, "Dr. Rossi", "a comment of ours")])
    assert (before.score, after.score, idle) == (20.0, 90.0, [])
    assert after.violations == ()
    assert [(notice.by, notice.why) for notice in after.waived] == [("Dr. Rossi", "a comment of ours")]


def test_another_violation_keeps_the_cap() -> None:
    after, _ = decided(card(BREACH, OTHER), [Decision("waive", "framework/linear.py:3", "Dr. Rossi")])
    assert (after.score, after.violations) == (20.0, (OTHER,))


def test_a_remark_that_is_held_caps() -> None:
    after, _ = decided(card(remarks=(REMARK,)), [Decision("hold", "dynamic", "Dr. Rossi", "hides torch.nn")])
    assert after.score == 20.0
    assert after.remarks == ()
    assert after.violations[0].by == "Dr. Rossi"


def test_decisions_do_not_add_up_and_can_be_taken_back() -> None:
    first = card(BREACH, remarks=(REMARK,))
    both = [Decision("waive", "*", "Dr. Rossi"), Decision("hold", "dynamic", "Dr. Rossi")]
    once, _ = decided(first, both)
    again, _ = decided(once, both)
    assert again == once
    assert undecided(once) == first
    assert decided(once, [])[0] == first


@pytest.mark.parametrize("where", ["framework/linear.py:4", "linear.py", "", "test.py", "dynamic"])
def test_what_meets_nothing_is_told(where: str) -> None:
    decision = Decision("waive", where, "Dr. Rossi")
    after, idle = decided(card(BREACH, remarks=(REMARK,)), [decision])
    assert (after.score, idle) == (20.0, [decision])
