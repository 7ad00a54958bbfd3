"""How far from each threshold a right solution ends, over many seeds: a threshold without a spread is a guess.

    PYTHONPATH=. python examples/denoising/mutants/spread.py 200

A right solution gives the numbers of torch.nn to 1e-9 (`training.test_same`), so that networks of torch stand for it.
"""

import re
import subprocess
import sys
from pathlib import Path

import torch
from torch import nn

from grader import settings
from grader.testing.draw import Draw
from reference.twin import autograd

HERE = Path(__file__).resolve().parents[1]


def main(seeds: int) -> None:
    """A line for each threshold: the smallest, the middle and the largest of what is measured."""
    torch.set_num_threads(1)
    strokes = settings.read(HERE).module("strokes")
    learnt = [learning(strokes, seed) for seed in range(seeds)]
    told("share of the noise's squared error left", [left for left, _ in learnt], strokes.LEFT)
    told("share of the loss left", [fallen for _, fallen in learnt], strokes.FALLEN)
    printed = [script(seed) for seed in range(max(20, seeds // 10))]
    told("decibels of noisy test images", [noisy for noisy, _ in printed], "NOISY")
    told("decibels that train.py gains", [denoised - noisy for noisy, denoised in printed], "SCRIPT_GAIN")


def learning(strokes: object, seed: int) -> tuple[float, float]:
    """What one training leaves of the noise, and of the loss."""
    draw = Draw(seed)
    data = strokes.Strokes(draw)
    with autograd():
        model, losses = strokes.network(strokes.start(draw)), []
        optimizer = torch.optim.SGD(model.parameters(), lr=data.lr)
        for rows in data.order:
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(data.inputs[rows]), data.targets[rows])
            loss.backward()
            optimizer.step()
            losses.append(loss.detach())
    with torch.no_grad():
        noisy, clean = data.test
        return strokes.left(model(noisy), noisy, clean), strokes.fallen(torch.stack(losses))


def script(seed: int) -> tuple[float, float]:
    """What the solution's train.py prints."""
    command = [sys.executable, "train.py", "--seed", str(seed)]
    run = subprocess.run(command, cwd=HERE / "solution", capture_output=True, text=True, check=True)
    noisy, denoised = (float(each) for each in re.findall(r": (-?[\d.]+) dB", run.stdout))
    return noisy, denoised


def told(what: str, values: list[float], limit: object) -> None:
    """One line."""
    low, *_, high = ordered = sorted(values)
    middle = ordered[len(ordered) // 2]
    sys.stdout.write(f"{what}: {low:.3f} … {middle:.3f} … {high:.3f} of {len(values)}, limit {limit}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 200)
