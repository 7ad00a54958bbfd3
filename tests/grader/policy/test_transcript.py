"""What a worker was asked, taken down: in order, by test, with what each answer may be."""

import pytest
import torch

from grader.errors import Fault, StudentError, WorkerCrashed, student_error
from grader.policy.transcript import MOST, Transcript
from grader.worker.protocol import Ref

X = torch.ones(2, 3).double()
RAISES = student_error(Fault("ValueError", ("ValueError",), "no"))


class Worker:
    """Gives what it is told to, one after the other; an exception is raised."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []

    def ask(self, verb, *arguments, seconds=None):  # noqa: ARG002
        self.asked.append((verb, *arguments))
        answer = self.answers.pop(0)
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def ask_all(self, questions):
        for verb, arguments, _ in questions:
            try:
                answer = self.ask(verb, *arguments)
            except StudentError as error:
                answer = error
            yield answer

    def listen(self, output):
        return output

    def script(self, name, arguments, seconds):  # noqa: ARG002
        return name

    def close(self):
        self.answers.clear()


def test_a_derivative_is_known_by_the_class_that_made_its_object():
    kind, layer = Ref(0), Ref(1, "Linear")
    worker = Worker(kind, layer, X, X)
    transcript = Transcript(worker, lambda: "linear.test_x")
    transcript.ask("name", "Linear")
    transcript.ask("call", kind, [3, 4], {}, False)
    transcript.ask("invoke", layer, "backward", [X], {}, False)
    transcript.ask("get", layer, "dw", False)
    assert [set(question.quantities) for question in transcript.questions] == [
        set(),
        set(),
        {"Linear.backward"},
        {"Linear.dw"},
    ]
    assert transcript.questions[2].given is not None
    assert {question.test for question in transcript.questions} == {"linear.test_x"}
    assert worker.asked[0] == ("name", "Linear")


def test_a_tensor_that_stays_is_what_it_was_read_from():
    kind, layer, kept = Ref(0), Ref(1), Ref(2)
    transcript = Transcript(Worker(kind, layer, kept, X), lambda: "t")
    transcript.ask("name", "Linear")
    transcript.ask("call", kind, [], {}, False)
    transcript.ask("get", layer, "dw", True)
    transcript.ask("read", kept)
    assert set(transcript.questions[-1].quantities) == {"Linear.dw"}


def test_what_the_suite_writes_later_changes_nothing():
    mine = X.clone()
    transcript = Transcript(Worker(mine), lambda: "t")
    came = transcript.ask("invoke", Ref(0), "forward", [mine], {}, False)
    came.zero_()
    assert torch.equal(transcript.questions[0].answer, X)
    assert torch.equal(transcript.questions[0].given, X)


def test_an_exception_is_kept_as_one_and_goes_on():
    transcript = Transcript(Worker(RAISES), lambda: "t")
    with pytest.raises(type(RAISES)):
        transcript.ask("call", Ref(0), [], {}, False)
    assert [question.raised for question in transcript.questions] == [True]


def test_what_the_worker_died_of_is_not_asked_again():
    transcript = Transcript(Worker(WorkerCrashed("it died")), lambda: "t")
    with pytest.raises(WorkerCrashed):
        transcript.ask("call", Ref(0), [], {}, False)
    assert transcript.questions == []


@pytest.mark.parametrize(
    "answer", [X.float(), X * torch.nan, X * 0, torch.ones(MOST + 1).double(), 3.0, None],
    ids=["float32", "NaN", "zeros", "large", "number", "None"],
)  # fmt: skip
def test_in_some_answers_no_error_can_be_told(answer):
    transcript = Transcript(Worker(answer), lambda: "t")
    transcript.ask("invoke", Ref(0), "backward", [X], {}, False)
    assert transcript.questions[0].tensor is None
