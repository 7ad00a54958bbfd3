"""The thresholds of the training suite, measured: how far from them a right solution ends, over many seeds.

A threshold without a spread is a guess. Here hundreds of networks learn hundreds of disks at once, as stacks of
matrices; a right solution gives the numbers of `torch.nn` to 1e-9, so these stand for it.

    many seeds  →  stacks of networks, trained  →  values  →  Reading, which `python -m grader steadiness` adds up
"""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor

from reference.case import DTYPES, Case
from reference.oracle import draw_weights
from reference.twin import autograd

from ...testing.draw import Draw
from ..disks import (
    ACCURACY,
    DISKS,
    ERROR,
    FALLEN,
    FALLING,
    FALLING_STEPS,
    LEARNT,
    SETTINGS,
    STEPS,
    Disk,
    fallen,
    missed,
)

TO_A_THRESHOLD = ("test_loss_falls", *(f"test_{name}" for name in SETTINGS))
"""The tests that these trainings stand for."""
SIZES = (2, 25, 25, 2)
AT_ONCE = 250  # networks in one stack
ACT = {"relu": torch.relu, "tanh": torch.tanh}


class Given:
    """The points of the course's assignment, or of the report's, as `test.py` draws them."""

    def __init__(self, seed: int, radius: float) -> None:
        draw = Draw(seed)
        self._draw, self._radius = draw, radius
        self.inputs, self.classes = self.points(1000)
        self.targets = torch.eye(2).double()[self.classes]
        self.order = draw.order(1000, 10, 25)

    def points(self, count: int) -> tuple[Tensor, Tensor]:
        """Points of the unit square, and whether they lie inside of the disk."""
        x = self._draw.uniform(0, 1, count, 2)
        return x, ((x - 0.5).norm(dim=1) < self._radius).long()


def learning(name: str, count: int, dtype: str = "float64") -> list[float]:
    """The share of fresh points missed after a whole run of one of the `SETTINGS`, for `count` disks.

    In the suite a run that has learnt ends sooner, so that fewer fall short than these.
    """
    found: list[float] = []
    for disks, cases in _stacks(count, dtype, steps=STEPS, **SETTINGS[name]):
        found += [missed(y, inside) for y, inside in _answers(disks, cases, dtype)]
    return found


def erring(count: int, dtype: str = "float64") -> list[float]:
    """The percentage of fresh points missed after the whole run of `test_loss_falls`, for `count` disks."""
    found: list[float] = []
    for disks, cases in _stacks(count, dtype, steps=STEPS, **FALLING):
        found += [100 * float((y.argmax(1) != t).double().mean()) for y, t in _answers(disks, cases, dtype)]
    return found


def falling(count: int, dtype: str = "float64") -> list[float]:
    """What is left of the loss after the run of `test_loss_falls`, for `count` disks."""
    found: list[float] = []
    for disks, cases in _stacks(count, dtype, steps=FALLING_STEPS, **FALLING):
        _, losses = _train(disks, cases)
        found += [fallen(each) for each in losses.T]
    return found


def _answers(disks: list[Disk], cases: list[Case], dtype: str) -> list[tuple[Tensor, Tensor]]:
    """Each trained network's outputs for fresh points, and whether these lie inside."""
    model, _ = _train(disks, cases)
    fresh = [disk.points(1000) for disk in disks]
    outputs = _forward(model, torch.stack([x for x, _ in fresh]).to(DTYPES[dtype]), cases[0].activation)
    return [(y, inside) for y, (_, inside) in zip(outputs, fresh, strict=True)]


def _stacks(count: int, dtype: str, **case: Any) -> list[tuple[list[Disk], list[Case]]]:
    """Disks and cases as `test_training` draws them, in stacks."""
    stacks = []
    for first in range(0, count, AT_ONCE):
        draws = [Draw(seed) for seed in range(first, min(first + AT_ONCE, count))]
        cases = [Case(sizes=SIZES, seed=draw.whole(), dtype=dtype, **case) for draw in draws]
        stacks.append(([Disk(draw, each) for draw, each in zip(draws, cases, strict=True)], cases))
    return stacks


def _train(disks: Sequence[Disk | Given], cases: list[Case]) -> tuple[list[Tensor], Tensor]:
    """Train all networks of a stack, each on its own disk: their parameters, and the losses (steps, S)."""
    case, dtype = cases[0], DTYPES[cases[0].dtype]
    inputs = torch.stack([disk.inputs for disk in disks]).to(dtype)  # (S, N, 2)
    targets = torch.stack([disk.targets for disk in disks])
    orders = [torch.stack(rows) for rows in zip(*(disk.order for disk in disks), strict=True)]  # a (S, B) each step
    each, losses = torch.arange(len(disks)).unsqueeze(1), []
    with autograd():
        drawn = zip(*(draw_weights(c) for c in cases), strict=True)
        model = [torch.stack(weights).requires_grad_() for weights in drawn]
        kind = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[case.optimizer]
        optimizer = kind(model, lr=case.lr)
        for rows in orders:
            y = _forward(model, inputs[each, rows], case.activation)
            loss = _losses(y, targets[each, rows], case.loss)
            optimizer.zero_grad()
            loss.sum().backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            losses.append(loss.detach())
    return [p.detach() for p in model], torch.stack(losses)


def _forward(model: list[Tensor], x: Tensor, activation: str) -> Tensor:
    """The outputs (S, N, O) of a stack of networks."""
    layers = list(zip(model[::2], model[1::2], strict=True))
    for number, (w, b) in enumerate(layers, 1):
        x = torch.baddbmm(b.unsqueeze(1), x, w.mT)
        if number < len(layers):
            x = ACT[activation](x)
    return x


def _losses(y: Tensor, target: Tensor, kind: str) -> Tensor:
    """The loss of each network, (S,)."""
    if kind == "mse":
        return (y - target.to(y.dtype)).square().mean((1, 2))
    return -torch.log_softmax(y, 2).gather(2, target.unsqueeze(2)).mean((1, 2))


def script(radius: float, count: int) -> list[float]:
    """The test error in percent of the report's own set-up, 25 epochs of plain SGD at 0.1 on inputs as they are."""
    found: list[float] = []
    for first in range(0, count, AT_ONCE):
        seeds = range(first, min(first + AT_ONCE, count))
        cases = [Case(lr=0.1, seed=seed, dtype="float32") for seed in seeds]
        disks = [Given(seed, radius) for seed in seeds]
        model, _ = _train(disks, cases)
        fresh = [disk.points(1000) for disk in disks]
        outputs = _forward(model, torch.stack([x for x, _ in fresh]).float(), "relu")
        found += [100 * float((y.argmax(1) != t).double().mean()) for y, (_, t) in zip(outputs, fresh, strict=True)]
    return found


class Reading(NamedTuple):
    """What was measured of one threshold of the training suite."""

    what: str
    values: list[float]
    limit: float
    tries: int  # a submission falls only where so many in a row do; 0 where the suites do not do it so


Training = tuple[str, str, int, int]  # what is trained, dtype, threads, how many


def trainings(count: int) -> list[Training]:
    """Every threshold of the training suite, in both dtypes, with one thread and with two, and of `test.py`."""
    kinds = (("float64", 1, count), ("float32", 1, count // 4), ("float64", 2, count // 4))
    return [(name, *kind) for kind in kinds for name in (*SETTINGS, "falling", "erring")] + [
        ("script", "float32", 1, count // 4)
    ]


def measure(training: Training) -> Reading:
    """One of them, in a process of its own."""
    name, dtype, threads, count = training
    torch.set_num_threads(threads)
    words = f"{dtype}, {threads} thread{'s' * (threads > 1)}"
    tries = DISKS if (dtype, threads) == ("float64", 1) else 0
    if name == "script":
        errors = script(1 / math.sqrt(2 * math.pi), count)
        return Reading("test.py --disk course: test error in percent, the report's set-up", errors, ACCURACY, 1)
    if name == "erring":
        return Reading(f"loss_falls: error in percent, {words}", erring(count, dtype), ERROR, tries)
    if name == "falling":
        return Reading(f"loss_falls: loss left, {words}", falling(count, dtype), FALLEN, tries)
    return Reading(f"{name}: points missed, {words}", learning(name, count, dtype), LEARNT, tries)
