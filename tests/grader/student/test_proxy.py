"""What suites talk to, over a line that writes down each question and answers as it was told."""

import pytest
import torch

from grader.student.proxy import Handle, Method, Student
from grader.worker.protocol import Ref

LAYER = Ref(1, "Linear")


class Line:
    """The way to a student's side, of a few known answers."""

    def __init__(self, **answers):
        self.answers, self.asked, self.closed = answers, [], 0

    def ask(self, verb, *arguments, seconds=None):
        self.asked.append((verb, *arguments, *([seconds] if seconds else ())))
        answer = self.answers.get(verb)
        return answer(*arguments) if callable(answer) else answer

    def close(self):
        self.closed += 1


@pytest.fixture
def line():
    return Line(
        name=lambda name: Ref(0, name),
        call=LAYER,
        get=lambda _, name, __: Ref(2, "method", method=True) if name == "forward" else 7,
        invoke=torch.ones(2),
    )


@pytest.fixture
def student(line):
    return Student(line)


@pytest.fixture
def layer(student):
    return student.Linear(3, 4)


def test_a_name_is_asked_once(student, line):
    assert isinstance(student.Linear, Handle)
    assert student.Linear is student.Linear
    assert line.asked == [("name", "Linear")]


def test_handles_go_out_as_their_numbers_and_come_back_as_handles(layer, student, line):
    assert repr(layer) == "<the submission's Linear object, number 1>"
    student.Sequential([layer, (layer, 3)], named={"x": layer})
    verb, _, arguments, named, keep = line.asked[-1]
    assert (verb, keep) == ("call", False)
    assert list(arguments) == [[LAYER, (LAYER, 3)]]
    assert named == {"named": {"x": LAYER}}


def test_a_method_is_known_by_its_class_and_then_called_in_one_question(layer, line):
    forward = layer.forward
    assert isinstance(forward, Method)
    assert repr(forward) == "<the submission's Linear object, number 1>.forward"
    asked = len(line.asked)
    assert torch.equal(layer.forward(3), torch.ones(2))
    assert line.asked[asked:] == [("invoke", LAYER, "forward", (3,), {}, False)]
    layer.forward.keep(3)
    assert line.asked[-1][-1] is True


def test_a_method_as_an_argument_is_asked_for_over_there(layer, student, line):
    student.hook(layer.forward)
    assert ("get", LAYER, "forward", True) in line.asked
    assert line.asked[-1][0] == "call"


def test_attributes_are_read_and_set_over_there(layer, line):
    assert layer.train == 7
    layer.train = False
    assert line.asked[-1] == ("set", LAYER, "train", False)
    assert not hasattr(layer, "__len__")  # whoever inspects a handle asks about the handle
    assert not hasattr(layer, "__torch_function__")


def test_identity_needs_no_question(layer, student, line):
    asked = len(line.asked)
    assert student.same(layer, Handle(student, Ref(1)))
    assert not student.same(layer, Handle(student, Ref(2)))
    assert not student.same(layer, 1)
    assert student.type_name(layer) == "Linear"
    assert len(line.asked) == asked


@pytest.mark.parametrize(("answer", "truth"), [(True, True), (False, False), (1, False), (LAYER, False), (None, False)])
def test_only_true_is_true(answer, truth, layer, student, line):
    line.answers |= {"isinstance": answer, "issubclass": answer, "share_memory": answer}
    assert student.isinstance(layer, student.Linear) is truth
    assert student.issubclass(layer, student.Linear) is truth
    assert student.share_memory(layer, layer) is truth


def test_the_same_text_is_sent_once(student, line):
    line.answers["define"] = LAYER
    assert student.define("A", "class A: pass") is student.define("A", "class A: pass")
    student.define("A", "class A: x = 1")
    assert [asked[0] for asked in line.asked] == ["define", "define"]


def test_a_training_run_is_one_question_with_all_its_rows(layer, student, line):
    line.answers["train"] = torch.zeros(2, dtype=torch.float64)
    order = [torch.tensor([0, 1, 2]), torch.tensor([3])]
    student.train(layer, layer, layer, torch.ones(4, 2), torch.ones(4), order, seconds=5.0)
    verb, *_, rows, sizes, seconds = line.asked[-1]
    assert (verb, rows.tolist(), sizes, seconds) == ("train", [0, 1, 2, 3], [3, 1], 5.0)
    student.train(layer, layer, layer, torch.ones(4, 2), torch.ones(4), [])
    assert line.asked[-1][-1] == []


def test_losses_that_are_none_are_refused(layer, student, line):
    line.answers["train"] = LAYER
    with pytest.raises(TypeError, match="train: expected the losses as a tensor, got <the submission's Linear"):
        student.train(layer, layer, layer, torch.ones(1), torch.ones(1), [])


def test_what_was_switched_is_switched_back_whatever_happens(student, line):
    line.answers["default_dtype"] = torch.float32
    line.answers["log"] = lambda _: ({"aten::mm": 1}, True, False)
    with pytest.raises(ZeroDivisionError), student.default_dtype(torch.float64), student.operations() as log:
        raise ZeroDivisionError
    assert line.asked == [
        ("default_dtype", torch.float64), ("log", True), ("log", False), ("default_dtype", torch.float32)
    ]  # fmt: skip
    assert (log.counts, log.complex, log.requires_grad) == ({"aten::mm": 1}, True, False)


def test_being_done_closes_the_line(student, line):
    student.close()
    assert line.closed == 1
    with pytest.raises(AttributeError):
        _ = student._secret
    assert line.asked == []
