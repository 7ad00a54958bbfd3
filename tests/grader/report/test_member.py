"""What the roster says of one student, and what counts where it says nothing."""

import random

import msgspec

from grader.report import read_back
from grader.report.member import Member
from grader.result import Adjustment
from tests.grader import made_class


def test_the_mark_that_counts() -> None:
    made = made_class.result("anna", 0.7, random.Random(1))
    one = read_back.of(msgspec.structs.replace(made, adjustments=(Adjustment(None, 1.5, "", ""),)))
    assert Member().mark(one) == one.mark == one.score + 1.5
    assert Member(final=0.0).mark(one) == 0.0


def test_who_was_in_time_hears_nothing_of_it() -> None:
    assert (Member(late="in time").lateness, Member(late="1 d late").lateness) == ("", "1 d late")
    assert (Member().by, Member(hand_in={"by": "ben"}).by) == ("", "ben")
