"""How well and how fast a submission trains, for the leaderboard; no points depend on it.

The suites measure: `test_training.py` records the test error that `test.py` printed, and the seconds that a step of
the student's parts took. The reference takes such steps here, in torch.nn, on the same machine.
"""

import time
from dataclasses import dataclass
from typing import Any

import torch

from reference.case import Case
from reference.oracle import draw_weights
from reference.twin import autograd, build

CASE = Case(sizes=(2, 25, 25, 2), loss="mse", optimizer="sgd", lr=0.3, steps=1000)


@dataclass(frozen=True, slots=True)
class Pace:
    """What was measured of a submission; None where it was not."""

    test_error: float | None  # per cent, as test.py printed it
    seconds: float | None  # a step of the student's
    reference: float  # seconds a step of the reference's

    @property
    def ratio(self) -> float | None:
        """The student's time over the reference's."""
        return None if self.seconds is None else self.seconds / self.reference


def rows(report: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows of a leaderboard, as Gradescope writes them; what was not measured is left out."""
    pace, board = measured(report), list[dict[str, Any]]()
    if pace.test_error is not None:
        board.append({"name": "Test error of test.py (%)", "value": pace.test_error, "order": "asc"})
    if pace.ratio is not None:
        board.append({"name": "Training time / PyTorch's", "value": round(pace.ratio, 2), "order": "asc"})
    return board


def measured(report: dict[str, Any]) -> Pace:
    """From a pytest-json-report object, in which suites recorded properties."""
    found: dict[str, Any] = {}
    for test in report.get("tests", ()):
        for entry in test.get("user_properties", ()):
            found |= entry
    return Pace(found.get("test error"), found.get("seconds a step"), reference_seconds())


def reference_seconds() -> float:
    """The time of a step of the reference's, the mean of a whole run."""
    torch.manual_seed(CASE.seed)
    x, y = torch.rand(CASE.batch_size, 2).double(), torch.rand(CASE.batch_size, 2).double()
    with autograd():
        twin = build(CASE, draw_weights(CASE))
        began = time.perf_counter()
        for _ in range(CASE.steps):
            twin.step(x, y)
    return (time.perf_counter() - began) / CASE.steps
