"""Exercise `training`: test.py runs; the student's parts learn disks drawn after the submission was loaded.

The grader starts the networks at weights of its own and keeps the labels of the test points to itself.
"""

import re
import time
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor

from grader.draw import Draw, put
from grader.expect import Mismatch, close
from reference.case import Case
from reference.closeness import TRAINED
from reference.oracle import draw_weights
from reference.twin import autograd, build

SIZES = (2, 25, 25, 2)
LEARNT = 0.12  # share of test points missed; right solutions stayed below 0.067 over 12 disks a setting at 600 steps
FALLEN = 0.7  # of the first loss; the same right solutions ended at 0.47 of it or lower
LINES = {
    "train": re.compile(r"^train error: (\d+(?:\.\d+)?) %$", re.M),
    "test": re.compile(r"^test error: (\d+(?:\.\d+)?) %$", re.M),
}
PARTS = {
    "mse": "MSELoss",
    "cross-entropy": "CrossEntropyLoss",
    "sgd": "SGD",
    "adam": "Adam",
    "relu": "Relu",
    "tanh": "Tanh",
}


class Task:
    """A disk drawn for this test, a case that learns it, and the student's network at the case's start."""

    def __init__(self, student: Any, draw: Draw, **case: Any) -> None:
        self.case = Case(sizes=SIZES, seed=draw.whole(), **case)
        self.student, self._draw = student, draw
        self.centre, self.radius = draw.uniform(0.4, 0.6, 2), draw.uniform(0.25, 0.35)
        self.inputs, self.classes = self.points(400)
        self.targets = self.classes if self.case.loss == "cross-entropy" else torch.eye(2).double()[self.classes]
        self.order = draw.order(400, 10, 25)[: self.case.steps]

        def part(name: str) -> Any:
            return getattr(student, PARTS[name])

        with student.default_dtype(torch.float64):
            layers: list[Any] = []
            for i, o in pairwise(SIZES):
                layers += [student.Linear(i, o), part(self.case.activation)()]
            self.model = student.Sequential(*layers[:-1])
        put(self.model, *draw_weights(self.case))
        self.loss = part(self.case.loss)()
        self.optimizer = part(self.case.optimizer)(self.model, lr=self.case.lr)

    def points(self, count: int) -> tuple[Tensor, Tensor]:
        """Points of the unit square, standardised, and whether they lie inside of the disk."""
        x = self._draw.uniform(0, 1, count, 2)
        return (x - 0.5) * 12**0.5, ((x - self.centre).norm(dim=1) < self.radius).long()

    def train(self) -> Tensor:
        """The student's run."""
        return self.student.train(self.model, self.loss, self.optimizer, self.inputs, self.targets, self.order)

    def missed(self) -> float:
        """The share of fresh points, labelled here, that the student's network gets wrong."""
        x, inside = self.points(1000)
        outputs = self.model.predict(x)
        if not isinstance(outputs, Tensor) or outputs.shape != (1000, 2) or not outputs.isfinite().all():
            raise Mismatch("predict after training: expected finite outputs (1000, 2)", "Does the training diverge?")
        return float((outputs.argmax(1) != inside).double().mean())

    def reference(self) -> tuple[Tensor, list[Tensor]]:
        """Losses and final weights of the same run in torch.nn."""
        with autograd():
            twin = build(self.case, draw_weights(self.case))
            losses = [twin.step(self.inputs[rows], self.targets[rows]).double() for rows in self.order]
        return torch.stack(losses), [p.detach() for p in twin.model.parameters()]


def check_learns(student: Any, draw: Draw, **case: Any) -> float:
    """The student's parts, put together, learn a disk; the seconds that a step of the training took."""
    task = Task(student, draw, steps=1000, **case)
    before = task.missed()
    began = time.perf_counter()
    task.train()
    seconds = (time.perf_counter() - began) / len(task.order)
    missed = task.missed()
    if not missed <= LEARNT or not missed < before:
        raise Mismatch(f"after 1,000 steps: expected at most {LEARNT:.0%} of new points to be missed, got {missed:.1%}")
    return seconds


def check_same(student: Any, draw: Draw, **case: Any) -> None:
    """A run's losses and weights equal the reference's."""
    task = Task(student, draw, steps=60, **case)
    losses = task.train()
    expected, weights = task.reference()
    tolerance = TRAINED[torch.float64]
    close("the losses of the run", losses, expected, tolerance)
    came = task.model.param()
    for k, (value, weight) in enumerate(zip(came, weights, strict=True)):
        close(f"param()[{k}] after the run", value, weight, tolerance)


def check_script(student: Any, *arguments: str) -> dict[str, float]:
    """Run test.py and read both errors from what it printed."""
    run = student.script("test.py", arguments)
    command = " ".join(("python test.py", *arguments))
    if run.status != 0:
        problem = run.cause or (run.stderr.strip().splitlines() or [""])[-1]
        raise Mismatch(f"{command}: expected exit status 0, got {run.status}: {problem}")
    errors = {}
    for name, line in LINES.items():
        found = line.findall(run.stdout.replace("\r\n", "\n"))
        assert len(found) == 1, f"{command}: expected one line “{name} error: 1.23 %”, got {len(found)}"
        errors[name] = float(found[0])
        assert errors[name] <= 100, f"{command}: expected a percentage, got {found[0]}"
    return errors


def test_script(student: Any, record_property: Any) -> None:
    """python test.py runs to its end and prints the train error and the test error"""
    record_property("test error", check_script(student)["test"])


def test_script_course(student: Any) -> None:
    """python test.py --disk course runs and prints both errors, too, lower than guessing would"""
    errors = check_script(student, "--disk", "course")
    assert errors["test"] < 40, f"test error: expected less than guessing's 50 %, got {errors['test']} %"


def test_loss_falls(student: Any, draw: Draw) -> None:
    """The training loss falls"""
    task = Task(student, draw, steps=400, lr=0.3)
    losses = task.train()
    assert len(losses) == 400, f"training: expected 400 losses, got {len(losses)}"
    first, last = losses[:40].mean(), losses[-40:].mean()
    assert last <= FALLEN * first, (
        f"training loss: expected it to fall below {FALLEN} of its start {first:.4g}, got {last:.4g}"
    )


def test_mse_sgd(student: Any, draw: Draw, record_property: Any) -> None:
    """Linear, Relu, MSELoss and SGD learn a new disk"""
    record_property("seconds a step", check_learns(student, draw, loss="mse", optimizer="sgd", lr=0.3))


def test_mse_adam(student: Any, draw: Draw) -> None:
    """Linear, Tanh, MSELoss and Adam learn a new disk"""
    check_learns(student, draw, loss="mse", optimizer="adam", lr=0.01, activation="tanh")


def test_cross_entropy_sgd(student: Any, draw: Draw) -> None:
    """Linear, Relu, CrossEntropyLoss and SGD learn a new disk"""
    check_learns(student, draw, loss="cross-entropy", optimizer="sgd", lr=0.2)


def test_cross_entropy_adam(student: Any, draw: Draw) -> None:
    """Linear, Relu, CrossEntropyLoss and Adam learn a new disk"""
    check_learns(student, draw, loss="cross-entropy", optimizer="adam", lr=0.01)


def test_same_sgd(student: Any, draw: Draw) -> None:
    """A run with SGD gives PyTorch's losses and weights"""
    check_same(student, draw, loss="mse", optimizer="sgd", lr=0.1)
    check_same(student, draw, loss="cross-entropy", optimizer="sgd", lr=0.1, activation="tanh")


def test_same_adam(student: Any, draw: Draw) -> None:
    """A run with Adam gives PyTorch's losses and weights"""
    check_same(student, draw, loss="mse", optimizer="adam", lr=0.003)
    check_same(student, draw, loss="cross-entropy", optimizer="adam", lr=0.003, activation="tanh")
