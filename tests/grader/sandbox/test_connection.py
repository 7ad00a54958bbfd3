"""The line to a worker: lies on it, silence on it, values that it cannot carry; the cause is named."""

from typing import Any

import pytest

from grader.errors import BadAnswer, GraderError, WorkerCrashed, WorkerTimeout
from grader.sandbox.job import Rough
from grader.sandbox.sandbox import Sandbox
from grader.sandbox.zygote import Zygote
from grader.student.proxy import Student
from tests.grader.sandbox.traps import LIMITS, SOON, ending, run


def test_a_dead_worker_fails_every_later_question_alike(worker: Any) -> None:
    student = worker("import os\ndef die(): os._exit(4)\nx = 1")
    for _ in range(3):
        with pytest.raises(WorkerCrashed, match="exit status 4"):
            student.die()


LINE = "import struct\nsend = lambda data: os.write(3, data)\n"

LIES = {
    "noise": "send(b'\\x00\\x00\\x00\\x05\\x00\\x00\\x00\\x00hello')",
    "a giant length": "send(struct.pack('>II', 2**32 - 1, 2**32 - 1))",
    "a value of another question": "send(struct.pack('>II', 8, 0) + b'\\x93\\x63\\xa5value\\x01'[:8])",
    "two answers": "send((struct.pack('>II', 9, 0) + b'\\x93\\x02\\xa5value\\x01') * 2)",
    "text for an answer": "send(struct.pack('>II', 3, 0) + b'\\xa2hi')",
}


@pytest.mark.parametrize("lie", LIES)
def test_forged_frames_are_bad_answers(worker: Any, lie: str) -> None:
    failure = ending(worker, LINE + LIES[lie] + "\ntime.sleep(60)")
    assert isinstance(failure, BadAnswer), failure.cause


def test_answering_before_being_asked_answers_nothing(worker: Any) -> None:
    source = "import os, struct\ndef trap():\n"
    source += "    answer = lambda n: struct.pack('>II', 9, 0) + bytes([0x93, n]) + b'\\xa5value\\x01'\n"
    source += "    os.write(3, answer(3))\n    return 5\ndef other(): return 6\n"
    student = worker(source)  # question 1 asks for the name `trap`, 2 calls it; 3 was answered in advance
    with pytest.raises(BadAnswer):
        student.trap()
    with pytest.raises(BadAnswer):
        student.other()


@pytest.mark.parametrize(
    "way",
    [
        "open(3, 'wb')",
        "open('x', opener=lambda *_: 3)",
        "open(Three(), 'wb')",
        "open('x', 'r', -1, None, None, None, 1)",
    ],
)
def test_the_line_cannot_be_opened(worker: Any, way: str) -> None:
    with pytest.raises(PermissionError, match="by its path"):
        run(worker, f"class Three:\n    def __index__(self): return 3\nreturn {way}")
    with pytest.raises(FileNotFoundError):
        run(worker, "return open('/dev/nothing', encoding='utf-8')")


def test_what_packing_runs_is_attended_to(zygote: Zygote) -> None:
    source = """
import torch
class Late(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        if function is torch.Tensor.detach:
            torch.sigmoid(torch.ones(2))
        return super().__torch_function__(function, types, args, kwargs or {})
def late(): return torch.zeros(2).as_subclass(Late)
"""
    with Sandbox({"framework/__init__.py": source.encode()}, "framework", limits=LIMITS, zygote=zygote) as sandbox:
        student = Student(sandbox.connection(rough=Rough(1e-7)))
        student.late()
        assert student.seen().counts["aten::sigmoid"] == 1


def test_hanging_up_is_a_crash(worker: Any) -> None:
    failure = ending(worker, "os.close(3)\nos.close(1)\nos.close(2)\ntime.sleep(60)")
    assert (type(failure), failure.cause) == (WorkerCrashed, "it hung up on the grader")


def test_an_answer_that_drips_ends_at_the_limit(worker: Any) -> None:
    drip = LINE + "send(struct.pack('>II', 1000, 0))\nwhile True:\n    send(b'x'); time.sleep(0.005)"
    failure = ending(worker, drip, limits=SOON)
    assert (type(failure), failure.cause) == (WorkerTimeout, "no answer within 0.3 s")


@pytest.mark.parametrize(
    "value",
    ["x" * 3, "torch.ones(2**20)", "['x' * 2**21]", "[0] * 2**21", "torch.ones(1).expand(2**40)", "object", "{1, 2}"],
)
def test_huge_and_odd_values(worker: Any, value: str) -> None:
    """What does not fit is a bad answer; what is no plain value stays over there as a handle."""
    if value.startswith(("torch", "[")):
        assert isinstance(ending(worker, f"return {value}"), BadAnswer)
    else:
        assert run(worker, f"return {value!r}" if value == "xxx" else f"return {value}") is not None


def test_a_nest_beyond_reason_is_a_bad_answer(worker: Any) -> None:
    assert isinstance(ending(worker, "x = []\nfor _ in range(300): x = [x]\nreturn x"), BadAnswer)


def test_a_dead_worker_holds_nobodys_frames() -> None:
    with Sandbox(
        {"framework/__init__.py": b"import os\ndef end():\n    os._exit(3)\n"}, "framework", unsafe=True
    ) as sandbox:
        student = sandbox.student()
        for _ in range(2):
            with pytest.raises(WorkerCrashed, match="exit status 3") as crash:
                student.end()
        assert crash.value.__traceback__ is not None
        assert student._connection._failure.__traceback__ is None


def test_a_wall_that_fails_is_the_graders_fault():
    with Zygote() as zygote:
        fork = zygote.fork
        zygote.fork = lambda room: fork(room | {"memory": "much"})  # the limit of memory cannot be raised
        with (
            Sandbox({"framework/__init__.py": b""}, "framework", zygote=zygote) as sandbox,
            pytest.raises(GraderError, match="could not raise its walls"),
        ):
            sandbox.student()


def lined(worker: Any, source: str) -> tuple[Any, Any]:
    """A line, and the submission's `f` to be called over it."""
    student = worker(source)
    return student._connection, student.f._ref


def test_questions_travel_together_and_are_answered_in_turn(worker: Any) -> None:
    line, f = lined(worker, "def f(n, more):\n    if n == 3: raise ValueError('three')\n    return n")
    came = list(line.ask_all(("call", [f, [n, "x" * 1000], {}, False], None) for n in range(100)))
    assert [type(each) for each in came if not isinstance(each, int)] == [type(came[3])]
    assert (came[:3], came[4:], came[3].type_name) == ([0, 1, 2], list(range(4, 100)), "ValueError")
    assert line.ask("call", f, [7, ""], {}, False) == 7


@pytest.mark.parametrize(
    ("end", "kind"), [("os._exit(4)", WorkerCrashed), ("time.sleep(9)", WorkerTimeout), ("send()", BadAnswer)]
)
def test_an_end_is_that_of_its_own_question(worker: Any, end: str, kind: type[Exception]) -> None:
    source = "import os, struct, time\nsend = lambda: os.write(3, struct.pack('>II', 3, 0) + b'\\xa2hi')\n"
    line, f = lined(worker, source + f"def f(n):\n    if n == 5: {end}\n    return n")
    answers = line.ask_all(("call", [f, [n], {}, False], 1.0) for n in range(9))
    assert [next(answers) for _ in range(5)] == list(range(5))
    with pytest.raises(kind):
        next(answers)
