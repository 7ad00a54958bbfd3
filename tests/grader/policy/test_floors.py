"""Floors: one of two questions has one, and what is read after a call has that call's."""

from random import Random

from grader.policy.floors import FLOOR, floors
from grader.policy.transcript import Question

BACKWARD = frozenset({"Linear.backward"})


def judged(question):
    return question.quantities if question.quantities else frozenset()


def nowhere(_test):
    return False


def asked(*verbs, test="linear.test_batch"):
    """A judged answer for each capital letter."""
    words = {"i": "invoke", "g": "get"}
    return [Question(test, words[v.lower()], [], quantities=BACKWARD if v.isupper() else frozenset()) for v in verbs]


def test_one_of_two_questions_has_a_floor():
    for seed in range(20):
        found = floors(asked(*"iIiIiIiI"), judged, nowhere, Random(seed))
        for k in range(0, 8, 4):
            assert sorted(found[k : k + 4 : 2]) == [0.0, FLOOR]
            assert found[k : k + 4 : 2] == found[k + 1 : k + 4 : 2]


def test_which_of_them_hangs_on_the_draw():
    assert len({tuple(floors(asked(*"IIII"), judged, nowhere, Random(seed))) for seed in range(40)}) == 4


def test_what_is_read_after_a_call_has_that_calls_floor():
    for seed in range(10):
        first, second, third = floors(asked(*"IGG"), judged, nowhere, Random(seed))
        assert first == second == third


def test_what_comes_last_and_is_not_judged_stays_as_it_was():
    found = floors(asked(*"Iig"), judged, nowhere, Random(1))
    assert len(set(found)) == 1
    assert floors([], judged, nowhere, Random(1)) == []


def test_a_test_without_a_floor_has_none():
    questions = asked(*"IIII", test="linear.test_scales")
    assert floors(questions, judged, "linear.test_scales".__eq__, Random(1)) == [0.0] * 4
