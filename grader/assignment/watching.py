"""What is watched while `test.py` runs, and who judges it: a copy of the suites for students is without the judge."""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from ..records import ScriptRun, Watch, Watched
from ..testing.mismatch import Mismatch

MODULES = ("Module", "Sequential", "Linear")
LOSSES = ("Loss", "MSELoss", "CrossEntropyLoss")
OPTIMIZERS = ("Optimizer", "SGD", "Adam")
WATCH = Watch(
    (
        Watched("loss", LOSSES, "forward", 1),
        Watched("loss", LOSSES, "backward", 1),
        Watched("answer", MODULES, "forward", 0, result=True),
        Watched("answer", MODULES, "predict", 0, result=True),
        Watched("gradient", MODULES, "backward"),
        Watched("step", OPTIMIZERS, "step"),
        Watched("clear", OPTIMIZERS, "zero_grad"),
    ),
    enough=("gradient", 1500),  # one epoch and a half
)
HOME = f"{__package__}.deeds"
EVEN = 0.33  # inside of the report's disk lie 16 % of the points, inside of the course's half of them


@cache
def judge() -> Any:
    """The judge of what a script did, or None in a copy for students."""
    return import_module(HOME) if find_spec(HOME) else None


def judged(
    command: str,
    run: ScriptRun,
    errors: dict[str, float],
    again: Callable[[Watch], tuple[ScriptRun, dict[str, float] | None]],
    *,
    sound: bool,
) -> None:
    """Raise what is wrong with a watched run; `again` runs it once more, where it cannot be told otherwise."""
    if run.seen is None or judge() is None:
        return
    if found := judge().fault(run.seen, errors, again, WATCH, sound=sound):
        raise Mismatch(f"{command}: expected the errors of a trained network, saw that {found.saw}", found.hint)


def inside(run: ScriptRun) -> float | None:
    """The share of the rarer class among the points that a run trained on; None where nobody saw."""
    if run.seen is None or judge() is None:
        return None
    share: float | None = judge().story_of(run.seen, WATCH.few).inside
    return share
