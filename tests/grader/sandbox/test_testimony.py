"""What a watched script's worker says, honest or forged."""

import pytest
import torch

from grader.records import Watch, Watched
from grader.sandbox import testimony
from grader.sandbox.sandbox import Sandbox
from grader.sandbox.zygote import Zygote
from grader.worker import wire
from tests.grader.sandbox.traps import LIMITS

WATCH = Watch((Watched("run", ("Part",), "run", 0, result=True), Watched("go", ("Part",), "go")), enough=("go", 100))
PACKAGE = b"class Part:\n    def run(self, x): return x + 1\n    def go(self): print('went')\n"
MOST = 1 << 24
NOTHING = torch.tensor([[0, -1, -1, -1, -1, -1, -1]]).int()  # a call of which nothing was kept


def told(**more):
    whole = {
        "counts": {"run": 1}, "calls": torch.tensor([[0, 2, 1, 2, 1, 1, 1]], dtype=torch.int32),
        "numbers": torch.ones(3), "dropped": 0, "others": 0, "operations": 0,
    }  # fmt: skip
    return wire.pack({**whole, **more}, MOST)


def test_what_fits_the_plan_is_read():
    seen = testimony.read(told(), WATCH, MOST)
    assert seen.counts == {"run": 1}
    (label, argument, result), = seen.sightings  # fmt: skip
    assert (label, argument.tolist(), result.tolist()) == ("run", [[1.0, 1.0]], [1.0])


@pytest.mark.parametrize(
    "lie",
    [
        {"counts": {"other": 1}}, {"counts": {"run": -1}}, {"counts": {"run": True}}, {"dropped": -1}, {"more": 1},
        {"numbers": torch.ones(2)}, {"numbers": torch.ones(4)}, {"numbers": torch.ones(3).double()},
        {"calls": torch.tensor([[5, 2, 1, 2, 1, 1, 1]], dtype=torch.int32)},
        {"calls": torch.tensor([[0, 2, -1, -2, 1, 1, 1]], dtype=torch.int32)},
        {"calls": torch.tensor([[0, 9, 1, 2, 1, 1, 1]], dtype=torch.int32)}, {"calls": torch.ones(1, 7)},
        {"calls": NOTHING.repeat(testimony.CALLS + 1, 1), "numbers": torch.ones(0)},
    ],
    ids=str,
)  # fmt: skip
def test_what_does_not_fit_is_none(lie):
    assert testimony.read(told(**lie), WATCH, MOST) is None


@pytest.mark.parametrize("said", [b"", b"noise", b"\xff" * 8, told() + b"x", told()[:-1], wire.pack([1, 2], MOST)])
def test_what_is_no_frame_is_none(said):
    assert testimony.read(said, WATCH, MOST) is None


SCRIPT = b"""
import sys, torch
from parts import Part
part = Part()
part.go()
print(part.run(torch.zeros(2, 2)).tolist())
"""


@pytest.mark.parametrize("still", [(), ("go",)])
def test_a_script_is_watched_and_does_what_it_does(zygote: Zygote, still: tuple[str, ...]) -> None:
    watch = Watch(WATCH.calls, WATCH.enough, still=still, operations=bool(still))
    files = {"parts/__init__.py": PACKAGE, "test.py": SCRIPT}
    with Sandbox(files, "parts", limits=LIMITS, zygote=zygote) as sandbox:
        run, alone = sandbox.script("test.py", watch=watch), sandbox.script("test.py")
    assert run.stdout.splitlines() == alone.stdout.splitlines()[bool(still) :]
    assert alone.seen is None
    assert run.seen is not None
    assert run.seen.counts == {"run": 1, "go": 1}
    assert run.seen.sightings[-1].result.tolist() == [[1.0, 1.0]] * 2
    assert (run.seen.operations > 0) == bool(still)


@pytest.mark.parametrize(
    "more", ["import os; os.write(3, b'\\xff' * 100)", "import os; os._exit(0)", "import os; os.close(3)"]
)
def test_who_puts_something_in_the_way_is_not_seen(zygote: Zygote, more: str) -> None:
    files = {"parts/__init__.py": PACKAGE, "test.py": SCRIPT + more.encode()}
    with Sandbox(files, "parts", limits=LIMITS, zygote=zygote) as sandbox:
        run = sandbox.script("test.py", watch=WATCH)
    assert (run.status, run.seen) == (0, None)
