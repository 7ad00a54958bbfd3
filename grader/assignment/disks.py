"""Disks to learn, drawn after a submission was loaded: points of the unit square, and which lie inside.

Draw + Case  →  Disk: inputs, targets, batches; fresh points to be judged by
"""

import torch
from torch import Tensor

from reference.case import Case

from ..testing.draw import Draw

POINTS, BATCH, EPOCHS = 400, 10, 25
SETTINGS = {
    "mse_sgd": {"loss": "mse", "optimizer": "sgd", "lr": 0.3},
    "mse_adam": {"loss": "mse", "optimizer": "adam", "lr": 0.01, "activation": "tanh"},
    "cross_entropy_sgd": {"loss": "cross-entropy", "optimizer": "sgd", "lr": 0.2},
    "cross_entropy_adam": {"loss": "cross-entropy", "optimizer": "adam", "lr": 0.01},
}
"""What is trained with what, by the name of the test."""

STEPS = 1000
LEARNT = 0.5  # of the fresh points that one answer for all would miss, at most so many may be missed
SOON, SURE = 300, 0.3  # who misses no more so soon has learnt: nine of ten do, and need not run to the end
DISKS = 3  # who falls short of a limit gets another disk, up to this many: bad luck does not repeat, a mistake does
FALLING = {"loss": "mse", "optimizer": "sgd", "lr": 0.3}
FALLING_STEPS = 400
FALLEN = 0.7  # the mean of the last 40 losses over that of the first 40, at most
ERROR = 10.0  # percent of all points: what a network is off by that has learnt, with room for bad luck
ACCURACY = 75.0  # percent: no error of a test.py that hardly learns, which misses 36 to 62, but 100 less an error
"""docs/steadiness.md holds the measured spread that these limits rest on."""


class Disk:
    """A disk and 400 points to learn it from; the labels of fresh points are kept here."""

    def __init__(self, draw: Draw, case: Case) -> None:
        self._draw = draw
        self.centre, self.radius = draw.uniform(0.4, 0.6, 2), draw.uniform(0.25, 0.35)
        self.inputs, self.classes = self.points(POINTS)
        self.targets = self.classes if case.loss == "cross-entropy" else torch.eye(2).double()[self.classes]
        self.order = draw.order(POINTS, BATCH, EPOCHS)[: case.steps]

    def points(self, count: int) -> tuple[Tensor, Tensor]:
        """Points of the unit square, standardised, and whether they lie inside of the disk."""
        x = self._draw.uniform(0, 1, count, 2)
        return (x - 0.5) * 12**0.5, ((x - self.centre).norm(dim=1) < self.radius).long()


def missed(outputs: Tensor, inside: Tensor) -> float:
    """Points whose larger output is not at their class, over those that one and the same answer for all would miss."""
    rarer = min(int(inside.sum()), int((1 - inside).sum()))
    return int((outputs.argmax(-1) != inside).sum()) / rarer


def fallen(losses: Tensor) -> float:
    """How far the losses fell: the mean of the last 40 over that of the first 40."""
    return float(losses[-40:].mean() / losses[:40].mean())
