"""The loop that trains: mini-batches in a new order each epoch, forward, backward, step."""

from collections.abc import Callable

import torch
from torch import Tensor

from denoising.losses import MSELoss
from denoising.module import Module
from denoising.optimizers import SGD


def train(
    model: Module,
    loss: MSELoss,
    optimizer: SGD,
    inputs: Tensor,
    targets: Tensor,
    *,
    epochs: int,
    batch_size: int,
    log: Callable[[int, float], None] | None = None,
) -> list[float]:
    """Train `model` to turn each input into its target; the mean loss of each epoch."""
    losses = []
    for epoch in range(epochs):
        total = 0.0
        for rows in torch.randperm(len(inputs)).split(batch_size):
            optimizer.zero_grad()
            prediction = model.forward(inputs[rows])
            total += float(loss.forward(prediction, targets[rows])) * len(rows)
            model.backward(loss.backward(prediction, targets[rows]))
            optimizer.step()
        losses.append(total / len(inputs))
        if log is not None:
            log(epoch, losses[-1])
    return losses
