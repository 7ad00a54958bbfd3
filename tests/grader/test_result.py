"""A result goes to another process and back without a loss: that is how a class is graded."""

import random

import msgspec
import pytest

from grader.result import Result
from grader.scoring.scorecard import Excerpt, Notice
from tests.grader import made_class

RULE = Notice("no-autograd", "framework/linear.py", 7, "torch.autograd")
MADE = made_class.result("anna", 0.7, random.Random(1), (RULE,))


@pytest.mark.parametrize(
    "result",
    [
        MADE,
        msgspec.structs.replace(MADE, excerpts=(Excerpt("framework/linear.py", 7, 5, ("a", "b", "c")),)),
        made_class.refused("ben", "there is no package framework/"),
    ],
)
def test_there_and_back(result: Result) -> None:
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(result), type=Result) == result


def test_a_status_that_does_not_exist_is_not_read() -> None:
    plain = msgspec.to_builtins(made_class.refused("ben", "")) | {"status": "fine"}
    with pytest.raises(msgspec.ValidationError, match="status"):
        msgspec.convert(plain, Result)


def test_nobody_changes_it() -> None:
    with pytest.raises(AttributeError):
        MADE.seconds = 0.0
