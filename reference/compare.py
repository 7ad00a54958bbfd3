"""Compare: Table I and Figure 1 of the report, ours beside PyTorch's.

Each round draws points, starts both networks from the same weights and shows both the same batches; which of the
two goes first alternates, so that whatever slows the machine down slows both. What is left between them is
arithmetic: the largest difference of a weight says how much.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor

from framework import SGD, Linear, MSELoss, Relu, Sequential
from framework.data import RADII, Standardize, disk, one_hot
from framework.training import predicted, train
from reference.case import DTYPES, Case
from reference.closeness import difference
from reference.twin import Twin, autograd, build


@dataclass(frozen=True)
class Setup:
    """How a table's networks are trained.

    Attributes:
        name: of the row.
        lr: learning rate of plain SGD.
        standardize: whether inputs get mean 0 and deviation 1.
        decay: whether the learning rate falls in a line to 0.
    """

    name: str
    lr: float
    standardize: bool
    decay: bool


SETUPS = (
    Setup("report: SGD 0.1", 0.1, standardize=False, decay=False),
    Setup("test.py: SGD 0.4 → 0, standardised", 0.4, standardize=True, decay=True),
)


@dataclass(frozen=True)
class Round:
    """One training of both.

    Attributes:
        accuracies: of ours and PyTorch's, % of the test points.
        seconds: of training, ours and PyTorch's.
        weights: the largest difference of a weight, relative to its tensor's largest.
        points, classes, predictions: the test points (N, 2), their classes (N,), and both predictions (N,).
    """

    accuracies: tuple[float, float]
    seconds: tuple[float, float]
    weights: float
    points: Tensor
    classes: Tensor
    predictions: tuple[Tensor, Tensor]


@dataclass(frozen=True)
class Row:
    """All rounds of one set-up on one disk, in numbers; pairs are ours and PyTorch's.

    Attributes:
        mean, deviation, minimum: of test accuracy, %.
        seconds, seconds_deviation: mean and deviation of training time.
        time_ratio: the median of ours over PyTorch's, round by round.
        weights: the largest difference of a weight in any round, relative.
    """

    setup: str
    disk: str
    radius: float
    mean: tuple[float, float]
    deviation: tuple[float, float]
    minimum: tuple[float, float]
    seconds: tuple[float, float]
    seconds_deviation: tuple[float, float]
    time_ratio: float
    weights: float


def rounds(setup: Setup, disk_name: str, count: int, epochs: int, dtype: str, device: torch.device) -> Iterator[Round]:
    """Train both `count` times, on points, weights and batches drawn from the round's number."""
    for number in range(count):
        torch.manual_seed(number)
        with device:
            points, classes = disk(1000, disk_name)
            test_points, test_classes = disk(1000, disk_name)
            model = Sequential(Linear(2, 25), Relu(), Linear(25, 25), Relu(), Linear(25, 25), Relu(), Linear(25, 2))
        twin = build(Case(lr=setup.lr, dtype=dtype), model.param(), device)
        prepare = Standardize(points) if setup.standardize else _unchanged
        inputs, targets, test_inputs = prepare(points), one_hot(classes), prepare(test_points)

        ours = partial(train, model, MSELoss(), SGD(model, setup.lr), inputs, targets, epochs, decay=setup.decay)
        theirs = partial(train_twin, twin, inputs, targets, epochs, decay=setup.decay)
        seconds = _race(ours, theirs, number, device)

        predictions = predicted(model, test_inputs), twin.model(test_inputs).argmax(1)
        right = [100 * float((p == test_classes).double().mean()) for p in predictions]
        apart = max(
            difference(p, q.detach()).largest for p, q in zip(model.param(), twin.model.parameters(), strict=True)
        )
        yield Round((right[0], right[1]), seconds, apart, test_points, test_classes, predictions)


def train_twin(
    twin: Twin, inputs: Tensor, targets: Tensor, epochs: int = 25, batch_size: int = 10, *, decay: bool = False
) -> None:
    """The walk of `framework.training.train`, taken by PyTorch: same orders, same learning rates."""
    (group,) = twin.optimizer.param_groups
    lr = group["lr"]
    with autograd():
        for epoch in range(epochs):
            batches = torch.split(torch.randperm(len(inputs), device=inputs.device), batch_size)
            for number, batch in enumerate(batches):
                if decay:
                    group["lr"] = lr * (1 - (epoch + number / len(batches)) / epochs)
                twin.step(inputs[batch], targets[batch])
    group["lr"] = lr


def summarize(setup: Setup, disk_name: str, done: list[Round]) -> Row:
    """The numbers of a row."""
    accuracies, seconds = _columns([r.accuracies for r in done]), _columns([r.seconds for r in done])
    return Row(
        setup=setup.name,
        disk=disk_name,
        radius=RADII[disk_name],
        mean=_each(statistics.fmean, accuracies),
        deviation=_each(_deviation, accuracies),
        minimum=_each(min, accuracies),
        seconds=_each(statistics.fmean, seconds),
        seconds_deviation=_each(_deviation, seconds),
        time_ratio=statistics.median(ours / theirs for ours, theirs in (r.seconds for r in done)),
        weights=max(r.weights for r in done),
    )


def settle(dtype: str) -> None:
    """One thread, and the given dtype for everything that is made from now on."""
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    torch.set_default_dtype(DTYPES[dtype])


def _race(
    ours: Callable[[], object], theirs: Callable[[], object], number: int, device: torch.device
) -> tuple[float, float]:
    """Seconds that each takes; who goes first alternates with the number of the round."""
    seconds = {}
    for run in (ours, theirs) if number % 2 == 0 else (theirs, ours):
        torch.manual_seed(number)  # both draw the same orders
        start = time.perf_counter()
        run()
        if device.type == "cuda":
            torch.cuda.synchronize(device)
        seconds[run] = time.perf_counter() - start
    return seconds[ours], seconds[theirs]


def _unchanged(points: Tensor) -> Tensor:
    return points


def _columns(pairs: list[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [ours for ours, _ in pairs], [theirs for _, theirs in pairs]


def _each(function: Callable[[list[float]], float], columns: tuple[list[float], list[float]]) -> tuple[float, float]:
    return function(columns[0]), function(columns[1])


def _deviation(values: list[float]) -> float:
    return statistics.stdev(values) if len(values) > 1 else 0.0
