"""Points of the disk: radii, labels, standardisation."""

import math

import pytest
import torch

from framework.data import RADII, Standardize, disk, one_hot


def test_the_two_radii():
    assert RADII["report"] == pytest.approx(0.22507907903927651)
    assert RADII["course"] == pytest.approx(0.3989422804014327)
    assert math.pi * RADII["course"] ** 2 == pytest.approx(0.5)


@pytest.mark.parametrize("name", RADII)
def test_points_fill_the_square_and_labels_the_disk(name):
    points, classes = disk(20_000, name)
    assert points.shape == (20_000, 2)
    assert classes.dtype == torch.int64
    assert 0 <= float(points.min()) < 0.01
    assert 0.99 < float(points.max()) < 1
    distances = (points - 0.5).norm(dim=1)
    assert float(distances[classes == 1].max()) < RADII[name] <= float(distances[classes == 0].min())
    share = math.pi * RADII[name] ** 2
    assert abs(float(classes.double().mean()) - share) < 5 * math.sqrt(share * (1 - share) / 20_000)


def test_points_come_from_torchs_generator():
    torch.manual_seed(5)
    first = disk(10)[0]
    torch.manual_seed(5)
    assert torch.equal(first, disk(10)[0])


def test_wrong_arguments():
    with pytest.raises(ValueError, match=r"report, course, got str 'moon'"):
        disk(10, "moon")
    with pytest.raises(ValueError, match="samples"):
        disk(0)


def test_one_hot_rows():
    assert torch.equal(one_hot(torch.tensor([1, 0])), torch.tensor([[0.0, 1.0], [1.0, 0.0]]))
    torch.set_default_dtype(torch.float64)
    assert one_hot(torch.tensor([2]), 4).tolist() == [[0, 0, 1, 0]]
    assert one_hot(torch.tensor([0])).dtype == torch.float64


def test_standardize_uses_what_it_was_made_from():
    points = 3 * torch.randn(1000, 2) + torch.tensor([1.0, -2.0])
    prepare = Standardize(points)
    torch.testing.assert_close(prepare(points).mean(0), torch.zeros(2), atol=1e-5, rtol=0)
    torch.testing.assert_close(prepare(points).std(0), torch.ones(2))
    torch.testing.assert_close(prepare(torch.zeros(1, 2)), (-points.mean(0) / points.std(0)).unsqueeze(0))
