"""With the screen switched off, every trick that needs torch's differentiation meets an engine that is out of order.

test_out_of_order.py tries more ways, to ready-made layers and torch's own formulas, too.
"""

import msgspec
import pytest
import torch
from torch import Tensor

from grader import settings
from grader.errors import EngineCalled, ReadyMadeCalled, StudentError
from grader.grade import grade_submission
from grader.records import Submission
from grader.sandbox.budget import Budget
from grader.sandbox.sandbox import Sandbox
from grader.sandbox.zygote import Zygote
from grader.testing.draw import Draw
from tests.grader.asked import PROBES
from tests.grader.autograd.collection import TRICKS, submission

TRIED = [trick for trick in TRICKS if submission(trick)[1]["engine"] and submission(trick)[1]["replaces"]]
# One starts a program, which seccomp refuses; the others look where nothing is to be seen any more.
OTHERWISE = {"subprocess_python", "garbage_search", "ctypes_import", "frame_walk", "generator_frame", "match_value",
             "traceback_frame"}  # fmt: skip
READY_MADE = {"nn_functional": "MSELoss", "nn_module": "Tanh", "optim_sgd": "SGD"}


@pytest.fixture(scope="module")
def zygote():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    with Zygote() as zygote:
        if zygote.facts["plan"]["engine"]:
            pytest.skip(f"the engine works here: {zygote.facts['plan']['engine']}")
        yield zygote
    torch.set_num_threads(threads)


def test_a_hundred_tricks_are_tried():
    assert len(TRIED) >= 100


@pytest.mark.parametrize("trick", TRIED)
def test_a_trick_gets_no_gradient(trick, zygote):
    files, expected = submission(trick)
    (name,) = expected["replaces"]
    got = []
    with Sandbox(files, "framework", zygote=zygote) as sandbox, pytest.raises((EngineCalled, StudentError)) as ended:
        got.extend(PROBES[name](sandbox.student(Budget()), Draw(1)))
    assert not any(isinstance(value, Tensor) for _, value in got)
    assert isinstance(ended.value, EngineCalled) == (trick not in OTHERWISE), ended.value


@pytest.mark.parametrize("trick", READY_MADE)
def test_what_is_ready_made_ends_the_worker(trick, zygote):
    files, _ = submission(trick)
    x = torch.rand(3, 2)
    with Sandbox(files, "framework", zygote=zygote) as sandbox, pytest.raises(ReadyMadeCalled):
        use(sandbox.student(Budget()), trick, x)


def use(student, trick, x):
    """Ask for what the trick replaces."""
    if trick == "optim_sgd":
        student.SGD(student.Linear(2, 1), 0.1).step()
    getattr(student, READY_MADE[trick])().forward(x, x)


def test_a_script_that_trains_with_autograd_ends_at_its_first_step(zygote):
    files, _ = submission("script_trains_with_autograd")
    with Sandbox(files, "framework", zygote=zygote) as sandbox:
        run = sandbox.script("test.py")
    assert run.status
    assert run.stdout == ""
    assert "Error" not in run.stderr


def test_what_the_wall_saw_is_a_violation_in_words_and_caps_the_score(zygote):
    files, _ = submission("tensor_backward")
    assignment = settings.read()
    rubric = assignment.rubric
    rubric = msgspec.structs.replace(rubric, exercises={"activations": rubric.exercises["activations"]}, cap=3.0)
    result = grade_submission(
        Submission("x", "", files),
        msgspec.structs.replace(assignment, rubric=rubric),
        seed=1,
        zygote=zygote,
        screening=lambda _: (),
    )
    tests = {test.name: test for exercise in result.scorecard.exercises for test in exercise.tests}
    assert {tests[f"test_sigmoid_{which}"].outcome for which in ("derivative", "backward", "far")} == {"crashed"}
    assert {violation.rule for violation in result.scorecard.violations} == {EngineCalled.rule}
    said = [violation.message for violation in result.scorecard.violations]
    assert any(words.startswith("the test “Sigmoid.derivative”: your code called the diff") for words in said)
    assert result.scorecard.score <= rubric.cap
