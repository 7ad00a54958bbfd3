"""Exercise `training`: train.py runs; the student's parts learn to denoise images that were drawn after they came.

The grader starts the networks at weights of its own and keeps the clean test images to itself.
"""

import re
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor, nn

from grader.assignment.carry import Parts
from grader.assignment.strokes import FALLEN, LEFT, STEPS, TRIES, Strokes, fallen, left, network, start
from grader.records import ScriptRun, Watch, Watched
from grader.testing.draw import Draw, put
from grader.testing.expect import close, hinting
from grader.testing.mismatch import Mismatch
from reference.closeness import TRAINED
from reference.twin import autograd

LINES = {name: re.compile(rf"^{name}: (-?\d+(?:\.\d+)?) dB$", re.M) for name in ("noisy", "denoised")}
WATCH = Watch(
    (
        Watched("answer", ("Module", "Sequential"), "forward"),
        Watched("gradient", ("Module", "Sequential"), "backward"),
        Watched("step", ("SGD",), "step"),
    ),
    enough=("gradient", 1 << 30),  # all of the run is watched: nothing is kept of its calls
)
NOISY = (11.5, 12.6)  # decibels: noise of ¼ is 12.04 of them, the test's images scatter it by 0.05
SCRIPT_GAIN = 2.0  # decibels: the solution gains 3.9 to 5.0, over 20 seeds
TOGETHER = "Each part passes its own tests; together they fail: what does one leave behind for the next call?"
TRAINING_SECONDS = 30.0  # for one run; ours takes a second, loops over every pixel take twenty


class Task:
    """Images drawn for this test, and the student's network at weights of the grader's own."""

    def __init__(self, parts: Parts, student: Any, draw: Draw) -> None:
        made = parts.take("Conv2d", "ReLU", "Upsample", "Sigmoid", "Sequential", "MSELoss", "SGD")
        self.student, self.strokes, self.weights = student, Strokes(draw), start(draw)
        with student.default_dtype(torch.float64):
            self.model = made["Sequential"](
                made["Conv2d"](1, 6, 3, stride=2, padding=1),
                made["ReLU"](),
                made["Upsample"](2),
                made["Conv2d"](6, 1, 3, padding=1),
                made["Sigmoid"](),
            )
            put(self.model, *self.weights)
            self.loss, self.optimizer = made["MSELoss"](), made["SGD"](self.model, lr=self.strokes.lr)

    def train(self, steps: int) -> Tensor:
        """The student's run over the first steps; the losses."""
        strokes = self.strokes
        data = strokes.inputs, strokes.targets, strokes.order[:steps]
        return self.student.train(self.model, self.loss, self.optimizer, *data, seconds=TRAINING_SECONDS)

    def left(self) -> float:
        """The share of the noise that the student's network leaves in new images."""
        noisy, clean = self.strokes.test
        came = self.model.forward(noisy)
        if not isinstance(came, Tensor) or came.shape != clean.shape or not came.isfinite().all():
            raise Mismatch("forward after training: expected finite images", "Does the training diverge?")
        return left(came, noisy, clean)


def check_script(student: Any, watch: Watch) -> tuple[ScriptRun, dict[str, float]]:
    """Run train.py and read both numbers of decibels from what it printed."""
    run = student.script("train.py", watch=watch)
    if run.status is None:
        raise Mismatch(f"python train.py: {run.cause}", f"train.py has to end with exit status 0; here {run.cause}.")
    if run.status != 0:
        problem = (run.stderr.strip().splitlines() or [""])[-1]
        how = "it raises an exception" if "Traceback" in run.stderr else "with no argument"
        raise Mismatch(
            f"python train.py: expected exit status 0, got {run.status}: {problem}",
            f"train.py has to end with exit status 0: try it, {how}.",
        )
    return run, {name: read_line(run, name) for name in LINES}


def read_line(run: ScriptRun, name: str) -> float:
    """The number of decibels on this line, which is there once."""
    found = LINES[name].findall(run.stdout.replace("\r\n", "\n"))
    words = f"The line has to read exactly “{name}: 12.34 dB”, alone and once."
    if f"{name}:" not in run.stdout:
        words = f"No line with “{name}: … dB” was printed: both are."
    with hinting(words):
        assert len(found) == 1, f"python train.py: expected one line “{name}: 12.34 dB”, got {len(found)}"
    return float(found[0])


def check_decibels(said: dict[str, float]) -> None:
    """What was printed fits the noise, and a network that has learnt."""
    low, high = NOISY
    with hinting("“noisy” compares noisy test images with clean ones: leave the given noise as it is."):
        assert low <= said["noisy"] <= high, f"noisy: expected {low} to {high} dB, got {said['noisy']} dB"
    gain = said["denoised"] - said["noisy"]
    with hinting(
        "The network has hardly learnt: is each target its input with other noise, is the learning rate large enough?"
    ):
        assert gain >= SCRIPT_GAIN, f"denoised: expected {SCRIPT_GAIN} dB more than noisy, got {gain:.2f} dB more"


def check_deeds(run: ScriptRun) -> None:
    """The parts of the package were asked for what a training takes; a package imported here is not watched."""
    for label, words in (
        ("answer", "No network of the package was asked: denoise with the one that you trained."),
        ("gradient", "No gradient went back: call model.backward with the derivative of the loss."),
        ("step", "No optimizer stepped: call optimizer.step() after each backward."),
    ):
        if run.seen is not None and not run.seen.counts.get(label) and not run.seen.others:
            raise Mismatch(f"python train.py: expected a trained network, saw no {label}", words)


def check_learning(student: Any, watch: Watch, run: ScriptRun, said: dict[str, float]) -> None:
    """What was printed depends on the training: it is less where nothing goes back."""
    if run.seen is None:
        return
    try:
        _, still = check_script(student, replace(watch, still=("step", "gradient")))
    except Mismatch:  # where nothing goes back a script may rightly stop: then nothing is told
        return
    if still["denoised"] >= said["denoised"] - 1:
        raise Mismatch(
            "python train.py: expected fewer decibels where no step is taken, got as many",
            "“denoised” is the same without any training: print the PSNR of what the trained network answers.",
        )


def test_script(student: Any, parts: Parts, record_property: Any) -> None:
    """python train.py trains a network and prints how far noisy and denoised images are from clean ones"""

    def judge(watch: Watch) -> None:
        run, said = check_script(student, watch)
        check_deeds(run)
        check_decibels(said)
        check_learning(student, watch, run, said)
        record_property("denoised", said["denoised"])

    parts.judge_script(judge, WATCH)


def test_loss_falls(student: Any, parts: Parts, draw: Draw) -> None:
    """The training loss falls"""
    with hinting(TOGETHER):
        losses = Task(parts, student, draw).train(STEPS)
        assert len(losses) == STEPS, f"training: expected {STEPS} losses, got {len(losses)}"
        share = fallen(losses)
        assert share <= FALLEN, f"training loss: expected at most {FALLEN} of its start, got {share:.3g} of it"


def test_learns(student: Any, parts: Parts, draw: Draw) -> None:
    """The student's parts, put together, learn to denoise new images"""
    with hinting(TOGETHER):
        for _ in range(TRIES):
            task = Task(parts, student, draw)
            task.train(STEPS)
            if (share := task.left()) <= LEFT:
                return
        raise Mismatch(f"after {STEPS} steps: expected at most {LEFT:.0%} of the noise, got {share:.0%}")


def test_same(student: Any, parts: Parts, draw: Draw) -> None:
    """A run gives PyTorch's losses and weights"""
    steps = 30
    task = Task(parts, student, draw)
    with autograd():
        model = network(task.weights)
        optimizer, losses = torch.optim.SGD(model.parameters(), lr=task.strokes.lr), []
        for rows in task.strokes.order[:steps]:
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(task.strokes.inputs[rows]), task.strokes.targets[rows])
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            losses.append(loss.detach())
    with hinting(TOGETHER):
        tolerance = TRAINED[torch.float64]
        close("the losses of the run", task.train(steps), torch.stack(losses), tolerance)
        weights = [p.detach() for p in model.parameters()]
        for k, (came, weight) in enumerate(zip(task.model.param(), weights, strict=True)):
            close(f"param()[{k}] after the run", came, weight, tolerance)
