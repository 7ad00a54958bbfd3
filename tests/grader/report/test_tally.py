"""The numbers on the page of a class: worked out by hand for small classes."""

import random

import msgspec
import pytest

from grader.errors import Fault, student_error
from grader.report import read_back, tally
from grader.testing.expect import raised
from tests.grader import made_class


def classes(*abilities):
    draw = random.Random(2)
    return [read_back.of(made_class.result(f"s{k}", ability, draw)) for k, ability in enumerate(abilities)]


def keyed(records):
    return {f"s{k}": record for k, record in enumerate(records)}


def test_the_histogram_keeps_everyone():
    assert tally.histogram([0, 4.99, 5, 99.9, 100], 100.0) == [2, 1, *[0] * 16, 0, 2]


def test_a_spread():
    spread = tally.Spread.of([1.0, 2.0, 3.0, 4.0, 5.0])
    assert (spread.least, spread.quarter, spread.median, spread.three_quarters, spread.most) == (1, 2, 3, 4, 5)
    assert spread.high == pytest.approx(4.8)
    assert tally.Spread.of([]) is None
    assert tally.Spread.of([7.0]).median == 7.0


def test_a_test_that_everyone_fails_is_unclear_and_no_other():
    rates = tally.exercise_rates(keyed(classes(*[0.97] * 30)))
    unclear = {test.name: test.unclear for rate in rates for test in rate.tests if test.unclear}
    assert unclear == {made_class.UNFAIR: "even of the better half of the class most fall short"}


def test_two_submissions_say_nothing_about_a_test():
    assert not [t for rate in tally.exercise_rates(keyed(classes(0.5, 0.4))) for t in rate.tests if t.unclear]


def test_rates_by_exercise():
    one, other = classes(1.0, 0.0)
    rates = tally.exercise_rates(keyed([one, other]))
    assert [rate.id for rate in rates] == [exercise.id for exercise in one.exercises]
    assert [rate.mean for rate in rates] == [exercise.score / 2 for exercise in one.exercises]
    assert rates[0].full == 0.5
    assert rates[0].tests[0].passed == 0.5
    assert [who for _, who in rates[0].tests[0].missed] == [("s1",)]


def test_a_mistake_counts_once_a_submission():
    records = dict(zip("abc", classes(0.2, 0.2, 0.2), strict=True))
    found = tally.mistakes(records)
    assert {mistake.hint for mistake in found} <= set(made_class.HINTS)
    assert [len(m.students) for m in found] == sorted((len(m.students) for m in found), reverse=True)
    assert all(len(m.students) == len(set(m.students)) <= 3 for m in found)
    assert found[0].more > 0


@pytest.mark.parametrize(
    ("hint", "key"),
    [
        ("Mind the sign.", "Mind the sign."),
        ("Your code raised TypeError at framework/linear.py:7. Mind it.", "Your code raised TypeError. Mind it."),
        ("Not written yet at framework/linear.py:7, or not at all.", "Not written yet, or not at all."),
        ("Your code raised TypeError. Mind it.", "Your code raised TypeError. Mind it."),
    ],
)
def test_one_mistake_at_many_lines_is_one_mistake(hint, key):
    assert tally.shared(hint) == key


def test_the_place_in_a_hint_is_known():
    error = student_error(Fault("KeyError", ("KeyError",), "x", "framework/linear.py:3"))
    assert tally.shared(raised(error)) == "Your code raised KeyError."


def test_what_is_blocked_is_no_mistake():
    (one,) = classes(0.0)
    first = one.exercises[0]
    tests = [msgspec.structs.replace(test, outcome="blocked", hint="First mend Linear.") for test in first.tests]
    blocked = msgspec.structs.replace(first, tests=tuple(tests))
    assert tally.mistakes({"a": msgspec.structs.replace(one, exercises=(blocked,))}) == []


def test_tests_that_only_some_records_know():
    records = classes(*[0.9] * 10, *[0.1] * 10)
    for place in range(10, 20):
        renamed = msgspec.structs.replace(records[place].exercises[0], id="former")
        records[place] = msgspec.structs.replace(records[place], exercises=(renamed,))
    rates = tally.exercise_rates(keyed(records))
    assert rates[-1].id == "former"
    assert {test.unclear for test in rates[-1].tests} == {""}  # nobody of the better half took them


def test_gists_give_the_same_numbers_as_the_records():
    records = {str(k): record for k, record in enumerate(classes(1.0, 0.6, 0.4, 0.3, *[0.9] * 8))}
    known = {}
    gists = {key: tally.gist(record, known) for key, record in records.items()}
    assert tally.exercise_rates(gists) == tally.exercise_rates(records)
    assert tally.mistakes(gists) == tally.mistakes(records)
    assert tally.not_begun(gists) == tally.not_begun(records)
    assert known


STUB = "Not written yet at framework/linear.py:7, or written under another name."
MISTAKE = "Mind the sign."


def told(*hints, id="linear"):
    """An exercise whose tests came to these hints; None passed."""
    first = next(each for each in classes(1.0)[0].exercises if each.id == id)
    tests = [
        msgspec.structs.replace(test, outcome="failed" if hint else "passed", hint=hint or "", name=f"test_{k}")
        for k, (test, hint) in enumerate(zip([first.tests[0]] * len(hints), hints, strict=True))
    ]
    return msgspec.structs.replace(first, tests=tuple(tests))


def record(*exercises):
    return msgspec.structs.replace(classes(1.0)[0], exercises=exercises)


def test_a_stub_is_no_mistake_and_told_apart():
    passed = told(None, id="module")
    class_ = {
        "nothing": record(told(STUB, STUB, STUB, MISTAKE), told(MISTAKE, id="module")),  # nothing of all is written
        "whole": record(told(STUB, STUB, STUB, MISTAKE), passed),
        "part": record(told(None, STUB, MISTAKE), passed),
        "all": record(told(None, None, MISTAKE), passed),
        "wrong": record(told(MISTAKE, MISTAKE, STUB), passed),
    }
    assert [(m.hint, m.students) for m in tally.mistakes(class_)] == [(MISTAKE, ("part", "all", "wrong"))]
    linear, module = tally.not_begun(class_)
    assert (linear.whole, linear.part) == (("nothing", "whole"), ("part", "wrong"))
    assert (module.whole, module.part) == (("nothing",), ())
    rates = tally.exercise_rates(class_)[0].tests
    assert dict(rates[1].missed) == {"not begun": ("nothing", "whole", "part"), "failed": ("wrong",)}


def test_everybody_with_a_mistake_is_listed_and_every_mistake():
    many = {f"s{k}": record(told(None, MISTAKE, f"Another, number {k}.")) for k in range(40)}
    found = tally.mistakes(many)
    assert found[0].students == tuple(many)
    assert len(found) == 41
