"""The same questions once more: numbers of its own, what raised here alone, and how the worker ended."""

import torch

from grader.errors import EngineCalled, Fault, WorkerTimeout, student_error
from grader.policy.replay import NONE, replay
from grader.policy.transcript import Question
from grader.worker.protocol import Ref
from tests.grader.policy.test_transcript import Worker

X = torch.ones(2).double()
SEEN = ({}, False, False)
RAISES = student_error(Fault("ArithmeticError", ("ArithmeticError",), "rows", "framework/activations.py:31"))


def asked(*questions, answers, floors=None):
    """What came of it, and the last worker that was asked."""
    begun = []

    def begin():
        begun.append(Worker(*answers))
        return begun[-1]

    return replay(list(questions), begin, floors or [0.0] * len(questions), set()), begun[-1]


def test_a_number_of_the_exact_worker_stands_for_one_of_the_rough():
    made, used = Question("t", "call", [Ref(0)], Ref(5)), Question("t", "invoke", [Ref(5), "forward", [X]], X)
    found, worker = asked(Question("t", "name", ["Linear"], Ref(0)), made, used, answers=[Ref(3), Ref(9), X, SEEN])
    assert worker.asked[1:3] == [("call", Ref(3)), ("invoke", Ref(9), "forward", [X])]
    assert len(found.answers) == 3


def test_where_numbers_are_the_same_nobody_waits():
    made, used = Question("t", "call", [1], Ref(5)), Question("t", "read", [Ref(5)], X)
    begun = []

    class Once(Worker):
        ask_all = staticmethod(
            lambda questions: begun.append([verb for verb, *_ in questions]) or iter([Ref(5), X, SEEN])
        )

    found = replay([made, used], Once, [0.0, 0.0], set())
    assert (begun, found.answers) == ([["call", "read", "seen"]], [Ref(5), X])


def test_what_raises_here_alone_is_told_by_its_place():
    once, always = Question("t", "call", [1]), Question("t", "call", [2], raised=True)
    found, _ = asked(once, always, answers=[RAISES, RAISES, SEEN])
    assert found.answers == [NONE, NONE]
    assert found.raised == {"framework/activations.py:31"}


def test_a_question_about_what_never_came_has_no_answer():
    found, worker = asked(Question("t", "read", [Ref(7)], X), answers=[SEEN])
    assert found.answers == [NONE]
    assert [verb for verb, *_ in worker.asked] == ["seen"]


def test_a_worker_that_ends_leaves_the_rest_without_an_answer():
    questions = [Question("t", "call", [n], X) for n in range(3)]
    late, _ = asked(*questions, answers=[X, WorkerTimeout("too late")])
    assert (late.answers[1:], late.end, late.late) == ([NONE, NONE], "too late", True)
    caught, _ = asked(*questions, answers=[EngineCalled("it called the engine")])
    assert caught.seen == {EngineCalled.rule}


def test_the_log_tells_of_complex_numbers_and_gradients():
    found, _ = asked(Question("t", "call", [1], X), answers=[X, ({"aten::mul": 1}, True, True)])
    assert found.seen == {"complex", "autograd"}


def test_a_floor_is_told_where_it_changes():
    questions = [Question("t", "call", [1], X) for _ in range(3)]
    _, worker = asked(*questions, answers=[X, None, X, X, SEEN], floors=[0.0, 0.25, 0.25])
    assert [verb for verb, *_ in worker.asked] == ["call", "floor", "call", "call", "seen"]


def test_nothing_is_started_for_no_question():
    assert replay([], lambda: 1 / 0, [], set()).answers == []
