"""Bench: our training step over PyTorch's eager step, paired and interleaved in one run.

A block of our steps and a block of PyTorch's follow each other, so that both see the same machine in the same
moment; each pair gives a ratio, and the median of the ratios is what is reported. One thread, float32.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import torch
from rich.table import Table

from framework import SGD, Adam, CrossEntropyLoss, Linear, MSELoss, Relu, Sequential
from framework.training import step
from reference import oracle
from reference.case import Case
from reference.twin import autograd, build

REPORT = (2, 25, 25, 25, 2)
WIDE = (256, 1024, 1024, 10)
OPTIMIZERS = {"sgd": SGD, "adam": Adam}
LOSSES = {"mse": MSELoss, "cross-entropy": CrossEntropyLoss}


@dataclass(frozen=True)
class Workload:
    """One row: a case, and the ratio that is asked of it (None where nothing is asked)."""

    name: str
    case: Case
    goal: float | None


def _case(sizes: tuple[int, ...], optimizer: str, loss: str, batch_size: int) -> Case:
    return Case(sizes, loss=loss, optimizer=optimizer, lr=0.001, batch_size=batch_size, dtype="float32")


GOALS = {
    ("sgd", "mse", 10): 0.28,
    ("sgd", "mse", 100): 0.35,
    ("sgd", "mse", 1000): 0.7,
    ("adam", "mse", 10): 0.30,
    ("sgd", "cross-entropy", 10): 0.30,
}
WORKLOADS = tuple(
    Workload("report's", _case(REPORT, o, loss, n), GOALS.get((o, loss, n)))
    for o in OPTIMIZERS
    for loss in LOSSES
    for n in (10, 100, 1000)
) + tuple(Workload("wide", _case(WIDE, o, loss, 256), 1.05) for o in OPTIMIZERS for loss in LOSSES)


@dataclass(frozen=True)
class Measured:
    """What a row came to: medians of a step in µs, and of the ratio of paired blocks."""

    network: str
    optimizer: str
    loss: str
    batch_size: int
    ours_us: float
    pytorch_us: float
    ratio: float
    goal: float | None


def measure(workload: Workload, repeats: int, device: torch.device) -> Measured:
    """Time `repeats` pairs of blocks."""
    case = workload.case
    weights = [w.to(device) for w in oracle.draw_weights(case)]
    ((x, target),) = [(x.to(device), t.to(device)) for x, t in oracle.draw_batches(case)]
    with device:
        layers = [part for i, o in zip(case.sizes, case.sizes[1:], strict=False) for part in (Linear(i, o), Relu())]
    model = Sequential(*layers[:-1])
    for parameter, weight in zip(model.param(), weights, strict=True):
        parameter.copy_(weight)
    loss, optimizer = LOSSES[case.loss](), OPTIMIZERS[case.optimizer](model, case.lr)
    twin = build(case, weights, device)

    def ours(steps: int) -> float:
        with torch.inference_mode():
            return _block(lambda: step(model, loss, optimizer, x, target), steps, device)

    def theirs(steps: int) -> float:
        with autograd():
            return _block(lambda: twin.step(x, target), steps, device)

    steps = max(1, int(0.01 / theirs(3)))  # a block takes about 10 ms
    for party in (ours, theirs) * 3:  # warm up
        party(steps)
    pairs = []
    for number in range(repeats):
        times = {party: party(steps) for party in ((ours, theirs) if number % 2 == 0 else (theirs, ours))}
        pairs.append((times[ours], times[theirs]))
    return Measured(
        workload.name,
        case.optimizer,
        case.loss,
        case.batch_size,
        ours_us=1e6 * statistics.median(a for a, _ in pairs),
        pytorch_us=1e6 * statistics.median(b for _, b in pairs),
        ratio=statistics.median(a / b for a, b in pairs),
        goal=workload.goal,
    )


def table(results: list[Measured]) -> Table:
    """The rows for a terminal; a ratio above its goal is marked."""
    shown = Table(title="one training step, medians; ratio = ours / PyTorch eager")
    for name in ("network", "optimizer", "loss", "batch"):
        shown.add_column(name)
    for name in ("ours, µs", "PyTorch, µs", "ratio", "goal"):
        shown.add_column(name, justify="right")
    for r in results:
        missed = r.goal is not None and r.ratio > r.goal
        goal = "" if r.goal is None else f"≤ {r.goal:.2f}"
        ratio = f"{r.ratio:.2f}{' !' if missed else ''}"
        shown.add_row(
            r.network, r.optimizer, r.loss, str(r.batch_size), f"{r.ours_us:.0f}", f"{r.pytorch_us:.0f}", ratio, goal
        )
    return shown


def _block(run: Callable[[], object], steps: int, device: torch.device) -> float:
    """Seconds for each of `steps` steps."""
    start = time.perf_counter()
    for _ in range(steps):
        run()
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    return (time.perf_counter() - start) / steps
