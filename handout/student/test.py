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


def network() -> Sequential:
    """2 → 25 → 25 → 25 → 2 with ReLU between."""
    raise NotImplementedError("network")


def main() -> None:
    """Draw the points, train, and say what came of it."""
    raise NotImplementedError("main")


if __name__ == "__main__":
    main()
