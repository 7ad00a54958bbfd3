"""The figure of predictions shows every point, every mistake, and the circle."""

import torch
from matplotlib.figure import Figure

from framework.data import RADII, disk
from framework.figure import draw_predictions


def test_points_mistakes_and_circle_are_drawn():
    points, classes = disk(200, "course")
    predictions = classes.clone()
    predictions[:7] = 1 - predictions[:7]
    axes = Figure().subplots()
    draw_predictions(axes, points, classes, predictions, "course")
    outside, inside, wrong = (c.get_offsets() for c in axes.collections)
    assert len(outside) + len(inside) == 200
    assert len(inside) == int(predictions.sum())
    torch.testing.assert_close(torch.tensor(wrong.data), points[:7].double())
    (circle,) = axes.lines
    radii = (torch.tensor(circle.get_xydata()) - 0.5).norm(dim=1)
    assert float((radii - RADII["course"]).abs().max()) < 1e-6
    assert circle.get_linestyle() == "--"
    assert "7 wrong" in [text.get_text() for text in axes.get_legend().get_texts()]
