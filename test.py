"""Train the report's network on points of a disk, without autograd, and print how often it errs.

The network is 2 → 25 → 25 → 25 → 2 with ReLU between; plain SGD on the mean squared error, with inputs standardised
and a learning rate that falls in a line to 0, is what the defaults stand for.
"""

import argparse
import json
import logging
import math
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import torch
from torch import Tensor

from framework import SGD, Adam, CrossEntropyLoss, Linear, MSELoss, Relu, Sequential
from framework.data import RADII, Standardize, disk, one_hot
from framework.figure import draw_predictions
from framework.training import error_rate, predicted, train

OPTIMIZERS = {"sgd": (SGD, 0.4), "adam": (Adam, 0.005)}
"""Each optimizer with the learning rate that it gets unless told otherwise."""

DEVICES = ("cpu", "cuda", "mps", "xpu")

LOSSES = {"mse": MSELoss, "cross-entropy": CrossEntropyLoss}


class Formatter(argparse.ArgumentDefaultsHelpFormatter, argparse.RawDescriptionHelpFormatter):
    """Shows defaults where there are any, and the description as it is written."""

    def _get_help_string(self, action: argparse.Action) -> str | None:
        return action.help if action.default is None else super()._get_help_string(action)


class Parser(argparse.ArgumentParser):
    """Refuses a wrong value in one line, with exit status 2."""

    def error(self, message: str) -> NoReturn:
        """Print the line and leave."""
        self.exit(2, f"{self.prog}: {message}\n")


def whole(low: int, high: int = 10**7) -> Callable[[str], int]:
    """Reads a whole number from `low` to `high`."""

    def integer(text: str) -> int:
        with suppress(ValueError):
            if low <= int(text) <= high:
                return int(text)
        raise argparse.ArgumentTypeError(f"expected a whole number from {low} to {high}, got {text}")

    return integer


def rate(text: str) -> float:
    """Reads a positive, finite number."""
    with suppress(ValueError):
        if 0 < float(text) < math.inf:
            return float(text)
    raise argparse.ArgumentTypeError(f"expected a number above 0, got {text}")


def device(text: str) -> torch.device:
    """Reads the name of a device that is there."""
    if text.partition(":")[0] not in DEVICES:
        raise argparse.ArgumentTypeError(f"expected one of {', '.join(DEVICES)}, got {text!r}")
    try:
        torch.empty(0, device=text)
        return torch.device(text)
    except (RuntimeError, AssertionError) as error:  # torch built without CUDA answers with an AssertionError
        raise argparse.ArgumentTypeError(f"cannot use {text!r}: {str(error).split(chr(10))[0]:.60}") from None


def file(*suffixes: str) -> Callable[[str], Path]:
    """Reads the name of a file with one of the suffixes, in a folder that exists."""

    def path(text: str) -> Path:
        if Path(text).suffix not in suffixes or Path(text).is_dir() or not Path(text).parent.is_dir():
            raise argparse.ArgumentTypeError(f"expected a {' or '.join(suffixes)} in an existing folder, got {text!r}")
        return Path(text)

    return path


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = Parser(prog="test.py", description=__doc__, formatter_class=Formatter)
    parser.add_argument("--disk", choices=RADII, default="report", help="radius: 1/(√2·π) or 1/√(2π)")
    parser.add_argument("--epochs", type=whole(1), default=25, help="rounds through the training points")
    parser.add_argument("--batch-size", type=whole(1), default=10, help="samples a step")
    parser.add_argument("--optimizer", choices=OPTIMIZERS, default="sgd", help="what steps")
    parser.add_argument("--lr", type=rate, help="learning rate (default: 0.4 for sgd, 0.005 for adam)")
    parser.add_argument("--loss", choices=LOSSES, default="mse", help="what is made small")
    parser.add_argument("--samples", type=whole(2), default=1000, help="training points, and as many test points")
    parser.add_argument("--seed", type=whole(0, 2**63 - 1), default=0, help="decides points, weights and order")
    parser.add_argument("--device", type=device, default="cpu", help="cpu, cuda, …")
    parser.add_argument("--figure", type=file(".png", ".svg", ".pdf"), metavar="FILE", help="draw the test predictions")
    parser.add_argument("--json", type=file(".json"), metavar="FILE", help="write settings, losses and errors")
    return parser.parse_args()


def network() -> Sequential:
    """2 → 25 → 25 → 25 → 2 with ReLU between."""
    return Sequential(Linear(2, 25), Relu(), Linear(25, 25), Relu(), Linear(25, 25), Relu(), Linear(25, 2))


def draw(path: Path, points: Tensor, classes: Tensor, predictions: Tensor, disk_name: str) -> None:
    """Write the figure; matplotlib is only imported when there is one to draw, which saves half a second."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 6.4), layout="constrained")
    draw_predictions(figure.subplots(), points, classes, predictions, disk_name)
    figure.savefig(path, dpi=150)


def main() -> None:
    """Draw the points, train, and say what came of it."""
    settings = arguments()
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    torch.set_grad_enabled(False)
    torch.set_num_threads(1)  # at this size a second thread costs more than it brings
    torch.manual_seed(settings.seed)

    with settings.device:
        points, classes = disk(settings.samples, settings.disk)
        test_points, test_classes = disk(settings.samples, settings.disk)
        model = network()
    standardize = Standardize(points)
    inputs, test_inputs = standardize(points), standardize(test_points)

    make_optimizer, lr = OPTIMIZERS[settings.optimizer]
    optimizer = make_optimizer(model, settings.lr or lr)
    loss = LOSSES[settings.loss]()
    losses = train(
        model,
        loss,
        optimizer,
        inputs,
        one_hot(classes),
        epochs=settings.epochs,
        batch_size=settings.batch_size,
        decay=True,
        log=lambda epoch, value: logging.info("epoch %3d   loss %.5f", epoch + 1, value),
    )
    errors = error_rate(model, inputs, classes), error_rate(model, test_inputs, test_classes)
    print(f"train error: {errors[0]:.2f} %")
    print(f"test error: {errors[1]:.2f} %")

    if not math.isfinite(losses[-1]):
        logging.warning("the loss is no longer a number: a smaller --lr would keep it one")

    if settings.figure:
        draw(settings.figure, test_points, test_classes, predicted(model, test_inputs), settings.disk)
    if settings.json:
        record = vars(settings) | {"lr": optimizer.lr, "radius": RADII[settings.disk]}
        record |= {"losses": losses, "train_error": errors[0], "test_error": errors[1]}
        settings.json.write_text(json.dumps(plain(record), indent=2, allow_nan=False) + "\n", encoding="utf-8")


def plain(value: object) -> object:
    """What JSON can hold: a loss that diverged is null, a path and a device are text."""
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return str(value) if isinstance(value, Path | torch.device) else value


if __name__ == "__main__":
    main()
