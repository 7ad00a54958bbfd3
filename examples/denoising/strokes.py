"""Images that nobody has seen: strokes of a pen, drawn after the submission was loaded; and how well they are denoised.

The limits are measured, by `PYTHONPATH=. python examples/denoising/mutants/spread.py`: of 40 trainings the worst left
0.23 of the noise's squared error, and 0.71 of the loss.
"""

import torch
from torch import Tensor, nn

from ..testing.draw import Draw

NOISE = 0.25
SIZE = 8  # pixels in a row
TRAINING, TEST, BATCH, EPOCHS = 500, 300, 25, 10
STEPS = EPOCHS * TRAINING // BATCH
TRIES = 3  # so many images are drawn before a network counts as one that does not learn
FALLEN = 0.85  # of the loss, from the first tenth of the steps to the last
LEFT = 0.4  # of the noise's squared error: 4 dB are gained


class Strokes:
    """Noisy images to train on, and some for the test."""

    lr = 3.0

    def __init__(self, draw: Draw) -> None:
        clean = images(draw, TRAINING)
        self.inputs, self.targets = noisy(draw, clean), noisy(draw, clean)
        clean = images(draw, TEST)
        self.test = noisy(draw, clean), clean
        self.order = draw.order(TRAINING, BATCH, EPOCHS)


def images(draw: Draw, count: int) -> Tensor:
    """Strokes of a pen from one place to another, (count, 1, 8, 8), pixels from 0 to 1."""
    ends = draw.uniform(0, SIZE - 1, count, 2, 2, 1, 1)  # image, end, coordinate
    first, last = ends[:, 0], ends[:, 1]
    steps = torch.arange(SIZE, dtype=ends.dtype)
    pixels = torch.stack(torch.meshgrid(steps, steps, indexing="ij"))  # coordinate, row, column
    along = last - first
    share = ((pixels - first) * along).sum(1, keepdim=True) / along.square().sum(1, keepdim=True)
    apart = (pixels - first - share.clamp(0, 1) * along).square().sum(1, keepdim=True)
    return torch.exp(-apart / 1.5)


def noisy(draw: Draw, clean: Tensor) -> Tensor:
    """The images with new noise."""
    return clean + NOISE * draw.normal(*clean.shape)


def left(came: Tensor, dirty: Tensor, clean: Tensor) -> float:
    """The share of the noise's squared error that is left."""
    return float((came - clean).square().mean() / (dirty - clean).square().mean())


def fallen(losses: Tensor) -> float:
    """The share of the loss that is left at the end."""
    tenth = len(losses) // 10
    return float(losses[-tenth:].mean() / losses[:tenth].mean())


def start(draw: Draw) -> list[Tensor]:
    """Weights to start at, for the network below."""
    sizes = (((6, 1, 3, 3), 9), ((6,), 9), ((1, 6, 3, 3), 54), ((1,), 54))
    return [draw.uniform(-(fan**-0.5), fan**-0.5, *shape) for shape, fan in sizes]


def network(weights: list[Tensor]) -> nn.Sequential:
    """The same network in torch.nn."""
    model = nn.Sequential(
        nn.Conv2d(1, 6, 3, stride=2, padding=1),
        nn.ReLU(),
        nn.Upsample(scale_factor=2),
        nn.Conv2d(6, 1, 3, padding=1),
        nn.Sigmoid(),
    ).double()
    for parameter, value in zip(model.parameters(), weights, strict=True):
        parameter.data.copy_(value)
    return model
