"""Who judges a watched run, and what a run that nobody watched is judged by."""

import pytest
import torch

from grader.assignment.suites.test_training import heeded
from grader.assignment.watching import WATCH, inside, judged
from grader.records import ScriptRun, Seen, Sighting
from grader.testing.mismatch import Mismatch


def run(share=None, printed=""):
    seen = None
    if share is not None:
        y = (torch.arange(1000) < 1000 * share).float()
        calls = Sighting("answer", torch.rand(1000, 2), torch.zeros(1000, 2)), Sighting("loss", y), Sighting("gradient")
        seen = Seen({}, calls, 0, 0, 0)
    return ScriptRun(0, printed, "", 1.0, seen=seen)


def test_nobody_is_judged_by_what_nobody_saw():
    judged("python test.py", run(), {"train": 0.0, "test": 0.0}, lambda _: pytest.fail("run again"), sound=True)
    assert inside(run()) is None


def test_a_run_that_did_nothing_is_run_again_with_its_operations_counted():
    asked = []

    def again(watch):
        asked.append(watch)
        return ScriptRun(0, "", "", 1.0, seen=Seen({}, (), 0, 0, operations)), None

    nothing = ScriptRun(0, "", "", 1.0, seen=Seen({}, (), 0, 0, 0))
    operations = 10**5
    judged("python test.py", nothing, {"train": 0.0, "test": 0.0}, again, sound=True)
    operations = 12
    with pytest.raises(Mismatch, match="no network answered"):
        judged("python test.py", nothing, {"train": 0.0, "test": 0.0}, again, sound=True)
    assert [watch.operations for watch in asked] == [True, True]
    assert not WATCH.operations


@pytest.mark.parametrize(
    ("default", "course", "right"),
    [
        (run(0.16, "took 0.1 s"), run(0.5, "took 0.1 s"), True),
        (run(0.16, "took 0.1 s"), run(0.16, "took 0.2 s"), False),
        (run(0.5), run(0.5), False),
        (run(0.16), run(0.51), True),
        (run(None, "loss 0.1"), run(None, "loss 0.1"), False),
        (run(None, "loss 0.1"), run(None, "loss 0.2"), True),
    ],
)
def test_the_disk_is_told_by_the_labels_and_else_by_what_is_printed(default, course, right):
    assert heeded({"": default, "--disk course": course}) is right
