"""The images: 1,797 handwritten digits of 8 × 8 pixels, and noise.

They come with scikit-learn, which is not imported for that: its file holds a digit a line, 64 pixels from 0 to 16.

Source: Alpaydin & Kaynak (1998), Optical recognition of handwritten digits, UCI repository of machine learning
(CC BY 4.0).
"""

import gzip
import sys
from pathlib import Path

import torch
from torch import Tensor

FILE = "sklearn/datasets/data/digits.csv.gz"
NOISE = 0.25
"""The standard deviation of the noise of a pixel."""
TRAINING = 1500
"""So many images are there to train on; the rest, of other hands, is for the test."""


def digits() -> Tensor:
    """All images (1797, 1, 8, 8), pixels from 0 to 1."""
    path = next((place for place in (Path(each) / FILE for each in sys.path) if place.is_file()), None)
    if path is None:
        raise FileNotFoundError(f"expected {FILE}, which comes with scikit-learn: pip install -r requirements.txt")
    with gzip.open(path, "rt", encoding="ascii") as lines:
        rows = [[float(pixel) for pixel in line.split(",")[:64]] for line in lines]
    return torch.tensor(rows).view(-1, 1, 8, 8) / 16


def split(images: Tensor) -> tuple[Tensor, Tensor]:
    """The images to train on, and those of the test."""
    return images[:TRAINING], images[TRAINING:]


def noisy(images: Tensor) -> Tensor:
    """The images with new noise."""
    return images + NOISE * torch.randn_like(images)
