"""Training: the walk of a batch through all the other files, and how wrong the network is afterwards.

data → Sequential.forward → Loss.forward → Loss.backward → Sequential.backward → Optimizer.step.

Inference mode only saves torch's bookkeeping for an autograd that is never used: a step at batch 10 takes 15 % less
time under it than with autograd merely off.
"""

from collections.abc import Callable

import torch
from torch import Tensor

from framework.checks import check_flag, check_size
from framework.errors import ShapeError
from framework.losses import Loss
from framework.module import Module
from framework.optimizers import Optimizer


def step(model: Module, loss: Loss, optimizer: Optimizer, x: Tensor, target: Tensor) -> Tensor:
    """Take one batch there and back, move the parameters, and return the loss before the move."""
    prediction = model.forward(x)
    value = loss.forward(prediction, target)
    optimizer.zero_grad()
    model.backward(loss.backward(prediction, target))
    optimizer.step()
    return value


@torch.inference_mode()
def train(
    model: Module,
    loss: Loss,
    optimizer: Optimizer,
    inputs: Tensor,
    targets: Tensor,
    epochs: int = 25,
    batch_size: int = 10,
    *,
    decay: bool = False,
    log: Callable[[int, float], None] | None = None,
) -> list[float]:
    """Go through the samples `epochs` times, each time in a new order, in batches of `batch_size`.

    With `decay` the learning rate falls in a line from its value now, at the first step, to 0 after the last one;
    at the end it is what it was. `log(epoch, loss)` is told each epoch's mean loss; all of them are returned.
    """
    check_size("train", "epochs", epochs)
    check_size("train", "batch_size", batch_size)
    check_flag("train", "decay", decay)
    if len(inputs) != len(targets):
        raise ShapeError(f"train: expected a target for each of {len(inputs)} samples, got {len(targets)}")
    model.training_mode(True)
    means, lr = [], optimizer.lr
    for epoch in range(epochs):
        batches = torch.split(torch.randperm(len(inputs), device=inputs.device), batch_size)
        losses = []
        for number, batch in enumerate(batches):
            if decay:
                optimizer.lr = lr * (1 - (epoch + number / len(batches)) / epochs)
            losses.append(step(model, loss, optimizer, inputs[batch], targets[batch]))
        means.append(float(torch.stack(losses).mean()))
        if log is not None:
            log(epoch, means[-1])
    optimizer.lr = lr
    return means


@torch.inference_mode()
def error_rate(model: Module, inputs: Tensor, classes: Tensor) -> float:
    """The share of samples, in percent, whose largest output is not at their class."""
    if len(inputs) != len(classes):
        raise ShapeError(f"error_rate: expected a class for each of {len(inputs)} samples, got {len(classes)}")
    return 100 * float((predicted(model, inputs) != classes).double().mean())


def predicted(model: Module, inputs: Tensor) -> Tensor:
    """The class of the largest output of each sample, (N,)."""
    return model.predict(inputs).argmax(1)
