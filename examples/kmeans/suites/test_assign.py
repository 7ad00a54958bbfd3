"""Exercise `assign`: squared distances, and the number of the nearest center."""

from typing import Any

import numpy as np

from grader.testing.arrays import hinting, near, same


def distances(x: Any, centers: Any) -> Any:
    """(N, D), (K, D) → (N, K)."""
    return ((x[:, None] - centers) ** 2).sum(2)


def test_distances(student: Any, draw: np.random.Generator) -> None:
    """squared_distances gives the squared distance of each point from each center"""
    x, centers = draw.normal(size=(7, 3)), draw.normal(size=(4, 3))
    right = distances(x, centers)
    wrong = {
        "That is the distance: leave the root out.": np.sqrt(right),
        "The rows are centers and the columns points: it is the other way round.": right.T,
        "That is a mean over the coordinates: sum them up.": right / 3,
        "The absolute differences are summed up: square them.": np.abs(x[:, None] - centers).sum(2),
        "The products are subtracted once: (x − c)² = x² − 2xc + c².": distances(x, centers) + x @ centers.T,
    }
    with hinting("See the lesson: for each point and each center, the sum of (x − c)² over the coordinates."):
        near("squared_distances", student.squared_distances(x, centers), right, wrong=wrong)


def test_assign(student: Any, draw: np.random.Generator) -> None:
    """assign gives the number of the nearest center"""
    x, centers = draw.normal(size=(50, 2)), draw.normal(size=(5, 2))
    right = distances(x, centers)
    wrong = {
        "That is the farthest center: take the smallest distance.": right.argmax(1),
        "That is the nearest point of each center: mind the axis of argmin.": right.argmin(0),
        "Numbers of centers begin at 0.": right.argmin(1) + 1,
    }
    with hinting("See the lesson: argmin over the centers."):
        same("assign", student.assign(x, centers), right.argmin(1), wrong)


def test_far_away(student: Any, draw: np.random.Generator) -> None:
    """squared_distances is right far away from the origin, too"""
    x, centers = 1e6 + draw.normal(size=(9, 2)), 1e6 + draw.normal(size=(3, 2))
    with hinting("Far from the origin x² − 2xc + c² loses every digit: subtract first, then square."):
        near("squared_distances", student.squared_distances(x, centers), distances(x, centers))


def test_ties(student: Any) -> None:
    """assign takes the first of two centers that are equally near"""
    x, centers = np.array([[0.0, 0.0], [2.0, 0.5]]), np.array([[1.0, 1.0], [1.0, 1.0], [7.0, -3.0]])
    with hinting("Of equally near centers the first one counts, as in argmin."):
        same("assign", student.assign(x, centers), np.array([0, 0]))


def test_one_center(student: Any, draw: np.random.Generator) -> None:
    """One center, one coordinate: the shapes stay"""
    x = draw.normal(size=(6, 1))
    words = "With one center or one coordinate the result still has a row a point: leave squeeze out."
    with hinting(words):
        right = distances(x, x[:1])
        near("squared_distances", student.squared_distances(x, x[:1]), right, wrong={words: right[:, 0]})
        same("assign", student.assign(x, x[:1]), np.zeros(6, np.int64))


def test_single_precision(student: Any, draw: np.random.Generator) -> None:
    """float32 stays float32"""
    x, centers = (draw.normal(size=(n, 2)).astype(np.float32) for n in (5, 3))
    near("squared_distances", student.squared_distances(x, centers), distances(x, centers))
