"""What a platform may tell a student: outcome, message where it is visible, hint, and what the rule costs."""

import random

import msgspec
import pytest

from grader.pack import student_text
from grader.report import read_back
from grader.report.words import points
from grader.result import Gap
from grader.scoring import scorecard
from grader.scoring.scorecard import Notice
from tests.grader import made_class

RULE = Notice("no-autograd", "framework/linear.py", 7, "torch.autograd")


def scored(outcome="failed", visibility="visible", message="", hint=""):
    """One test as the record has it."""
    return scorecard.TestScore("test_x", "Title", outcome, 0.0, 1.0, visibility, message, hint, 0.1)


@pytest.mark.parametrize(
    ("test", "words"),
    [
        (scored("passed"), ""),
        (scored(message="expected 1"), "Failed.\nexpected 1"),
        (scored("timeout", hint="Look for a loop."), "Timed out.\nHint: Look for a loop."),
        (scored("passed", "hidden"), ""),
    ],
)
def test_a_test_in_words(test, words):
    assert student_text.about(test) == words


def test_of_a_hidden_test_it_is_said_that_it_is_one():
    said = student_text.about(scored("failed", "hidden", hint="Mind the sign."))
    assert said.startswith("Failed.\nHint: Mind the sign.\nA hidden test: ")


def test_a_message_without_end_ends():
    said = student_text.about(scored(message="x" * 10_000, hint="y" * 10_000))
    assert len(said) < 2 * student_text.MOST + 50


def record(ability=0.7, violations=()):
    return read_back.of(made_class.result("someone", ability, random.Random(5), violations))


def test_hidden_messages_never_get_here():
    one = record()
    hidden = [t.message for e in one.exercises for t in e.tests if t.visibility == "hidden" and t.message]
    assert hidden
    text = "\n".join(student_text.about(test) for _, test in student_text.tests(one))
    assert not [message for message in hidden if message in text]


def test_the_whole_is_a_line():
    one = record()
    tests = [test for exercise in one.exercises for test in exercise.tests]
    passed = sum(test.outcome == "passed" for test in tests)
    assert student_text.summary(one) == f"{passed} of {len(tests)} tests passed: {points(one.score)} of 100 points."


def test_a_breach_says_where_and_what_it_costs():
    said = student_text.summary(record(0.9, (RULE,))).splitlines()
    assert said[1].startswith("The rule was broken: derivatives are written by hand. ")
    assert "reaches 20 points at most; the tests alone earned" in said[1]
    assert said[2] == "- framework/linear.py:7: torch.autograd (no-autograd)"


def test_a_remark_costs_nothing():
    one = record()
    policy = msgspec.structs.replace(one.policy, remarks=(msgspec.structs.replace(RULE, line=0),))
    said = student_text.summary(msgspec.structs.replace(one, policy=policy))
    assert "it costs no points:\n- framework/linear.py: torch.autograd (no-autograd)" in said


def test_why_nothing_was_graded():
    one = read_back.of(made_class.refused("x", "there is no package framework/"))
    assert student_text.summary(one) == "This submission could not be graded. There is no package framework/."


def test_what_could_not_be_read_comes_first():
    gap = Gap("framework/one.py", 7, "Python cannot read this file.", "   7  def f()\n             ^")
    lines = student_text.summary(msgspec.structs.replace(record(), gaps=(gap,))).split("\n")
    assert lines[0] == "framework/one.py:7: Python cannot read this file."
    assert lines[1:3] == ["   7  def f()", "             ^"]
    assert " passed: " in lines[3]
