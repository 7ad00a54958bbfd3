"""Exercise `training`: test.py runs; the student's parts learn disks drawn after the submission was loaded.

The grader starts the networks at weights of its own and keeps the labels of the test points to itself.
"""

import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
import torch
from torch import Tensor

from checks.assignment.carry import Parts
from checks.assignment.disks import (
    ACCURACY,
    DISKS,
    ERROR,
    FALLEN,
    FALLING,
    FALLING_STEPS,
    STEPS,
    Disk,
    fallen,
    missed)
from checks.assignment.watching import EVEN, WATCH, inside, judged
from checks.records import ScriptRun, Watch
from checks.testing.draw import Draw, put
from checks.testing.expect import hinting
from checks.testing.mismatch import Blocked, Mismatch
from checks.reference.case import Case
from checks.reference.oracle import draw_weights
from checks.reference.twin import autograd, build

SIZES = (2, 25, 25, 2)
TRAINING_SECONDS = 30  # for one run; ours takes 0.2, plain loops over every element take 10
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

LOSS_OF = {part: name for name, part in PARTS.items()}


class Task:
    """A disk drawn for this test, a case that learns it, and the student's network at the case's start."""

    def __init__(self, parts: Parts, student: Any, draw: Draw, **case: Any) -> None:
        self.case = Case(sizes=SIZES, seed=draw.whole(), **case)
        self.student, self.disk = student, Disk(draw, self.case)

        bend, loss, optimizer = (PARTS[getattr(self.case, name)] for name in ("activation", "loss", "optimizer"))
        made = parts.take("Linear", "Sequential", bend, loss, optimizer)
        with student.default_dtype(torch.float64):
            layers: list[Any] = []
            for i, o in pairwise(SIZES):
                layers += [made["Linear"](i, o), made[bend]()]
            self.model = made["Sequential"](*layers[:-1])
            put(self.model, *draw_weights(self.case))
            self.loss, self.optimizer = made[loss](), made[optimizer](self.model, lr=self.case.lr)

    def train(self, first: int = 0, end: int | None = None) -> Tensor:
        """The student's run, or the steps of it from `first` to before `end`."""
        disk = self.disk
        data = disk.inputs, disk.targets, disk.order[first:end]
        return self.student.train(self.model, self.loss, self.optimizer, *data, seconds=TRAINING_SECONDS)

    def missed(self) -> float:
        """The share of fresh points, labelled here, that the student's network gets wrong."""
        return missed(*self.answers())

    def error(self) -> float:
        """The same in percent of all points, as `test.py` prints it."""
        outputs, inside = self.answers()
        return 100 * float((outputs.argmax(1) != inside).double().mean())

    def answers(self) -> tuple[Tensor, Tensor]:
        """The network's outputs for fresh points, and whether these lie inside."""
        x, inside = self.disk.points(1000)
        outputs = self.model.predict(x)
        if not isinstance(outputs, Tensor) or outputs.shape != (1000, 2) or not outputs.isfinite().all():
            raise Mismatch("predict after training: expected finite outputs (1000, 2)", "Does the training diverge?")
        return outputs, inside

    def reference(self) -> tuple[Tensor, list[Tensor]]:
        """Losses and final weights of the same run in torch.nn."""
        with autograd():
            twin = build(self.case, draw_weights(self.case))
            inputs, targets = self.disk.inputs, self.disk.targets
            losses = [twin.step(inputs[rows], targets[rows]).double() for rows in self.disk.order]
        return torch.stack(losses), [p.detach() for p in twin.model.parameters()]


UNLEARNT = "Does the loss that you log fall, are the learning rate and the number of epochs large enough?"
DIVERGED = "The loss grows beyond all numbers: does a gradient point the wrong way, or is it far too large?"
TOGETHER = "Each part passes its own tests; together they fail: what does one leave behind for the next call?"


def check_script(student: Any, runs: dict[str, ScriptRun], watch: Watch, *arguments: str) -> dict[str, float]:
    """Run test.py and read both errors from what it printed; the run is left in `runs`."""
    run = runs[" ".join(arguments)] = student.script("test.py", arguments, watch=watch)
    command = " ".join(("python test.py", *arguments))
    if run.status is None:
        raise Mismatch(f"{command}: {run.cause}", f"{command} has to end with exit status 0; here {run.cause}.")
    if run.status != 0:
        problem = (run.stderr.strip().splitlines() or [""])[-1]
        how = f"{command} has to end with exit status 0: try it"
        how += (
            "; it raises an exception."
            if "Traceback" in run.stderr
            else f", with {' '.join(arguments) or 'no argument'}."
        )
        raise Mismatch(f"{command}: expected exit status 0, got {run.status}: {problem}", how)
    return errors_of(run, command)


def errors_of(run: ScriptRun, command: str) -> dict[str, float]:
    """Both errors that a run printed."""
    return {name: read_error(run, command, name) for name in LINES}


def check_deeds(
    student: Any, parts: Parts, runs: dict[str, ScriptRun], watch: Watch, errors: dict[str, float], *arguments: str
) -> None:
    """What test.py printed is what the network that it trained came to."""
    sound = not (parts.not_begun() if watch.below else parts.all_fallen())
    command = " ".join(("python test.py", *arguments))

    def again(other: Watch) -> tuple[ScriptRun, dict[str, float] | None]:
        run = student.script("test.py", arguments, watch=replace(other, below=watch.below))
        try:
            return run, errors_of(run, command)
        except Mismatch:
            return run, None

    judged(command, runs[" ".join(arguments)], errors, again, sound=sound)


def shown(printed: str) -> str:
    """What is left to read on a terminal: a carriage return begins its line anew."""
    return "\n".join(line.removesuffix("\r").rpartition("\r")[2] for line in printed.split("\n"))


def log(run: ScriptRun) -> str:
    """The numbers in what a run printed beside both errors."""
    lines = [line for line in shown(run.stdout + run.stderr).split("\n") if " error: " not in line]
    return " ".join(re.findall(r"\d+\.\d+(?:e[+-]?\d+)?", "\n".join(lines)))


def read_error(run: ScriptRun, command: str, name: str) -> float:
    """The percentage on the line of this error, which is there once."""
    printed = shown(run.stdout)
    found = LINES[name].findall(printed)
    words = f"The line has to read exactly “{name} error: 1.23 %”, alone and once"
    if len(found) > 1:
        words = f"“{name} error: … %” is printed more than once: print one line, at the end"
    elif f"{name} error" not in printed.lower():
        words = f"No line with the {name} error was printed: both errors are"
    with hinting(f"{words}."):
        assert len(found) == 1, f"{command}: expected one line “{name} error: 1.23 %”, got {len(found)}"
    error = float(found[0])
    with hinting(
        "Print the share of points missed in percent: of 1,000 points, a multiple of 0.1 %, no fraction of 1."
    ):
        assert error <= 100 and abs(10 * error - round(10 * error)) < 1e-6, (
            f"{command}: expected a percentage, got {found[0]}"
        )
    return error


@pytest.fixture(scope="module")
def runs() -> dict[str, ScriptRun]:
    """The runs of test.py by their arguments."""
    return {}


@pytest.fixture
def parts(student: Any, so_far: dict[str, str]) -> Parts:
    """The student's parts, by what became of their own tests."""
    return Parts(student, so_far)


def test_script(student: Any, parts: Parts, runs: dict[str, ScriptRun], record_property: Any) -> None:
    """python test.py runs to its end and prints the train error and the test error"""

    def judge(watch: Watch) -> None:
        errors = check_script(student, runs, watch)
        check_deeds(student, parts, runs, watch, errors)
        record_property("test error", errors["test"])

    parts.judge_script(judge, WATCH)


def test_script_error(student: Any, parts: Parts, runs: dict[str, ScriptRun]) -> None:
    """python test.py learns: its train error and its test error are below 10 %"""

    def judge(watch: Watch) -> None:
        own = "" in runs and watch is WATCH
        errors = errors_of(runs[""], "python test.py") if own else check_script(student, runs, watch)
        for name, error in errors.items():
            with hinting(f"Always to say “outside” errs in 15.9 % of the cases. {UNLEARNT}"):
                assert error < ERROR, f"{name} error: expected less than {ERROR:g} %, got {error} %"

    parts.judge_script(judge, WATCH)


def test_script_course(student: Any, parts: Parts, runs: dict[str, ScriptRun]) -> None:
    """python test.py --disk course runs on the other disk, and prints both errors, too"""

    def judge(watch: Watch) -> None:
        first = runs.get("")
        if first is not None and first.status is None:
            raise Blocked(f"needs python test.py to end by itself: {first.cause}", "First let python test.py end.")
        errors = check_script(student, runs, watch, "--disk", "course")
        check_deeds(student, parts, runs, watch, errors, "--disk", "course")
        with hinting("--disk course is taken and ignored: it chooses the larger disk, of radius 1 / √(2π)."):
            assert heeded(runs), "test.py --disk course: expected another run than without"
        with hinting("This is an accuracy, not an error: print the share of points missed."):
            assert errors["test"] < ACCURACY, f"test error: expected less than {ACCURACY} %, got {errors['test']} %"

    parts.judge_script(judge, WATCH)


def heeded(runs: dict[str, ScriptRun]) -> bool:
    """Whether --disk course chose another disk: by the labels, or where nobody saw them, by what was printed."""
    shares = {arguments: share for arguments, run in runs.items() if (share := inside(run)) is not None}
    if "--disk course" in shares:
        return shares["--disk course"] > EVEN > shares.get("", 0.0)
    logs = {log(run) for run in runs.values()}
    # Both errors may be alike by chance, the losses of two runs are not.
    return len(logs) == len(runs) or "" in logs


def test_loss_falls(student: Any, parts: Parts, draw: Draw) -> None:
    """Put together, the parts learn: the loss is finite and falls, and fewer than 10 % of new points are missed"""
    with hinting(TOGETHER):
        for _ in range(DISKS):
            task = Task(parts, student, draw, steps=STEPS, **FALLING)
            losses = task.train(end=FALLING_STEPS)
            assert len(losses) == FALLING_STEPS, f"training: expected {FALLING_STEPS} losses, got {len(losses)}"
            if not losses.isfinite().all():
                raise Mismatch("training loss: expected finite numbers, got NaN or infinity", DIVERGED)
            share, error = fallen(losses), task.error()
            if share <= FALLEN and error >= ERROR:
                task.train(first=FALLING_STEPS)
                error = task.error()
            if share <= FALLEN and error < ERROR:
                return
        if share > FALLEN:
            raise Mismatch(f"training loss: expected at most {FALLEN} of its start, got {share:.4g} of it")
        raise Mismatch(f"error after {STEPS:,} steps: expected less than {ERROR:g} %, got {error:.1f} %")
