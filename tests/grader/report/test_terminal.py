"""The table on the terminal: an exercise a line, what fell short below it, and nothing read as markup."""

import io
import random
from dataclasses import replace

import msgspec
import pytest
from rich.console import Console

from grader.records import Isolation, Limits, Submission
from grader.report import terminal
from grader.result import Gap
from grader.scoring.scorecard import Notice, settled
from tests.grader import made_class

RULE = Notice("no-autograd", "framework/linear.py", 7, "torch.autograd [red]x[/red]")
GAP = Gap("framework/one.py", 7, "Python cannot read this file: expected ':'.", "   7  def f()\n             ^")
WALLS = Isolation(True, "", "", "", "", "", "", True, Limits())
WRONG = made_class.result("anna", 0.5, random.Random(1))


def said(result):
    """What a terminal of 200 columns shows."""
    console = Console(file=io.StringIO(), width=200)
    terminal.show(result, console)
    return console.file.getvalue()


def test_a_line_an_exercise_and_a_line_what_fell_short():
    text = said(WRONG)
    for exercise in WRONG.scorecard.exercises:
        passed = sum(test.outcome == "passed" for test in exercise.tests)
        assert f"{passed}/{len(exercise.tests)}" in text
        assert exercise.title in text
        for test in exercise.tests:
            assert (f" {test.title}" in text) == (test.outcome != "passed"), test.title
    assert f"{WRONG.scorecard.score:.2f}/100" in text


def test_the_rule_and_its_cap_and_what_costs_nothing():
    card = settled(WRONG.scorecard, [RULE], [Notice("hiding", "framework/cell.py", 0, "odd")], [])
    text = said(msgspec.structs.replace(WRONG, scorecard=card))
    assert "rule broken: framework/linear.py:7 torch.autograd [red]x[/red] (no-autograd)" in text
    assert "remark, costs nothing: framework/cell.py odd (hiding)" in text
    assert f"capped at 20: the rule was broken; the tests gave {card.earned:.2f}" in text


def test_who_waived_it_is_named():
    card = settled(WRONG.scorecard, [], [], [msgspec.structs.replace(RULE, by="Dr. Rossi")])
    assert "waived, by Dr. Rossi: framework/linear.py:7" in said(msgspec.structs.replace(WRONG, scorecard=card))


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (msgspec.structs.replace(WRONG, isolation=WALLS), "walls stand"),
        (msgspec.structs.replace(WRONG, isolation=replace(WALLS, safe=False)), "UNSAFE"),
        (WRONG, "UNSAFE: no walls recorded"),
        (made_class.refused("ben", "there is no package"), "no student code ran"),
    ],
)
def test_whether_walls_stood(result, words):
    assert words in said(result)


def test_notes_and_the_problem_are_told():
    assert "there is no package" in said(made_class.refused("ben", "there is no package"))
    noted = msgspec.structs.replace(WRONG, submission=Submission("anna", "", {}, ("notes.txt was left out",)))
    assert "notes.txt was left out" in said(noted)


def test_what_could_not_be_read_comes_first_with_its_caret():
    absent = Gap("framework/two.py", 0, "This file is not there.")
    text = said(msgspec.structs.replace(WRONG, gaps=(GAP, absent)))
    assert text.startswith(
        "framework/one.py:7: Python cannot read this file: expected ':'.\n   7  def f()\n             ^\n"
    )
    assert "framework/two.py: This file is not there.\n" in text.partition(WRONG.scorecard.assignment)[0]
