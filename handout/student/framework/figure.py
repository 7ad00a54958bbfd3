"""The figure of a trained network: the points as it sees them, its mistakes, and the true circle.

The axes come from matplotlib and are the caller's, so that nothing here needs it to be installed.
"""

import math
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from framework.data import CENTRE, RADII

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = ("#8ab6d6", "#f4b183")
"""Points predicted outside and inside: told apart by lightness, too."""


def draw_predictions(axes: "Axes", points: Tensor, classes: Tensor, predictions: Tensor, disk: str) -> None:
    """Draw the points (N, 2) coloured by predicted class (N,), crosses on those whose class (N,) is another.

    `disk` names the radius of the dashed circle.
    """
    points, classes, predictions = points.cpu(), classes.cpu(), predictions.cpu()
    for value, where in enumerate(("outside", "inside")):
        chosen = points[predictions == value]
        axes.scatter(chosen[:, 0], chosen[:, 1], s=9, color=COLOURS[value], label=f"predicted {where}")
    wrong = points[predictions != classes]
    axes.scatter(wrong[:, 0], wrong[:, 1], s=32, marker="x", color="#b00020", label=f"{len(wrong)} wrong")
    angles = torch.linspace(0, 2 * math.pi, 200)
    circle = CENTRE + RADII[disk] * torch.stack((angles.cos(), angles.sin()))
    axes.plot(*circle, linestyle="--", color="#333333", label="true circle")
    axes.set(xlim=(0, 1), ylim=(0, 1), aspect="equal", xlabel="x₁", ylabel="x₂")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=4, frameon=False, fontsize="small")
