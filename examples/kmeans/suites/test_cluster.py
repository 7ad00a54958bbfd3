"""Exercise `cluster`: means of clusters, their inertia, and Lloyd's algorithm until nothing changes."""

from typing import Any

import numpy as np

from grader.testing.arrays import hinting, near, same
from grader.testing.mismatch import Mismatch

LESSON = "See the lesson: assign, update, and again until no point changes its cluster."


def assigned(x: Any, centers: Any) -> Any:
    """The number of the nearest center, (N,)."""
    return ((x[:, None] - centers) ** 2).sum(2).argmin(1)


def means(x: Any, labels: Any, centers: Any) -> Any:
    """The mean of each cluster; an empty one keeps its center."""
    found = centers.copy()
    for k in range(len(centers)):
        if (labels == k).any():
            found[k] = x[labels == k].mean(0)
    return found


def lloyd(x: Any, centers: Any, most: int) -> tuple[Any, Any]:
    """Centers and labels after at most so many rounds."""
    labels = assigned(x, centers)
    for _ in range(most):
        centers = means(x, labels, centers)
        before, labels = labels, assigned(x, centers)
        if (labels == before).all():
            break
    return centers, labels


def blobs(draw: np.random.Generator, count: int = 3) -> tuple[Any, Any]:
    """Points around some places, and a start that is no center yet."""
    places = draw.permutation(np.array([[0.0, 0.0], [8.0, 1.0], [2.0, 9.0], [9.0, 9.0]]))[:count]
    x = draw.permutation(np.concatenate([place + draw.normal(size=(20, 2)) for place in places]))
    return x, places + draw.uniform(-3, 3, size=places.shape)


def test_update(student: Any, draw: np.random.Generator) -> None:
    """update moves each center into the mean of its cluster"""
    x, centers = draw.normal(size=(30, 2)), draw.normal(size=(3, 2))
    labels = draw.permutation(np.arange(30) % 3)
    labels[:6] = 0
    sums = np.stack([x[labels == k].sum(0) for k in range(3)])
    wrong = {
        "That is the sum of each cluster: divide by the number of its points.": sums,
        "The sum is divided by the number of all points: divide by that of the cluster's.": sums / 30,
        "That is the mean of all points: take those of the cluster.": np.tile(x.mean(0), (3, 1)),
        "The centers are as they were: give back the new ones.": centers,
        "That is the median: take the mean.": np.stack([np.median(x[labels == k], 0) for k in range(3)]),
        "The center itself is counted as one of its points: leave it out.": (sums + centers)
        / (np.bincount(labels) + 1)[:, None],
    }
    with hinting("See the lesson: the mean of the points with this label, over axis 0."):
        near("update", student.update(x, labels, centers), means(x, labels, centers), wrong=wrong)


def test_update_of_an_empty_cluster(student: Any, draw: np.random.Generator) -> None:
    """A cluster without points keeps its center"""
    x, centers, labels = draw.normal(size=(9, 2)), draw.normal(size=(3, 2)), np.arange(9) % 2
    right = means(x, labels, centers)
    zero = right.copy()
    zero[2] = 0.0
    with hinting("A cluster may have no points: then its mean is 0/0, and its center stays where it is."):
        wrong = {"An empty cluster's center stays where it is, and does not go to 0.": zero}
        near("update", student.update(x, labels, centers), right, wrong=wrong)


def test_inertia(student: Any, draw: np.random.Generator) -> None:
    """inertia is the sum of squared distances of the points from their own centers"""
    x, centers = draw.normal(size=(12, 3)), draw.normal(size=(4, 3))
    labels = draw.integers(0, 4, 12)
    right = ((x - centers[labels]) ** 2).sum()
    wrong = {
        "That is the mean: inertia is the sum over the points.": right / 12,
        "Distances are summed up: square them.": np.sqrt(((x - centers[labels]) ** 2).sum(1)).sum(),
        "The nearest center is taken: take the one that the label says.": ((x[:, None] - centers) ** 2)
        .sum(2)
        .min(1)
        .sum(),
        "Every center is counted: take the point's own.": ((x[:, None] - centers) ** 2).sum(),
    }
    with hinting("See the lesson: the sum over all points of their squared distance from their own center."):
        near("inertia", student.inertia(x, labels, centers), right, wrong=wrong)


def test_fit(student: Any, draw: np.random.Generator) -> None:
    """fit finds the centers that assigning and updating in turns lead to"""
    x, start = blobs(draw)
    centers, labels = lloyd(x, start, 100)
    once, _ = lloyd(x, start, 1)
    model = student.KMeans(3)
    with hinting(LESSON):
        model.fit(x, start)
        wrong = (
            {"One round is not all: go on until no point changes its cluster.": once} if (once != centers).any() else {}
        )
        wrong |= {"The centers are those of the start: keep the new ones.": start}
        near("KMeans.centers after fit", model.centers, centers, wrong=wrong)
        same("KMeans.labels after fit", model.labels, labels)


def test_fit_ends_where_nothing_changes(student: Any, draw: np.random.Generator) -> None:
    """fit goes on for as many rounds as it takes"""
    x = np.sort(draw.uniform(0, 100, size=(300, 1)), axis=0)
    start = x[:4] + np.arange(4)[:, None] * 1e-9
    centers, _ = lloyd(x, start, 1000)
    model = student.KMeans(4, iterations=1000)
    model.fit(x, start)
    with hinting(LESSON):
        near("KMeans.centers after fit", model.centers, centers)


def test_fit_stops_in_time(student: Any, draw: np.random.Generator) -> None:
    """fit ends after so many rounds"""
    x = np.sort(draw.uniform(0, 100, size=(300, 1)), axis=0)
    start = x[:4] + np.arange(4)[:, None] * 1e-9
    model = student.KMeans(4, iterations=2)
    model.fit(x, start)
    more = {"A round too many or too few: one round is an update and the assignment after it.": lloyd(x, start, 3)[0]}
    more |= {"A round too many or too few: one round is an update and the assignment after it. ": lloyd(x, start, 1)[0]}
    with hinting("`iterations` is the largest number of rounds: count them."):
        near("KMeans.centers after two rounds", model.centers, lloyd(x, start, 2)[0], wrong=more)


def test_predict(student: Any, draw: np.random.Generator) -> None:
    """predict assigns new points to the centers that fit found, and changes neither"""
    x, start = blobs(draw, 4)
    model = student.KMeans(4)
    model.fit(x, start)
    new = draw.uniform(-2, 11, size=(40, 2))
    with hinting("predict assigns points to the centers as they are, and leaves those alone."):
        same("KMeans.predict", model.predict(new), assigned(new, lloyd(x, start, 100)[0]))
        near("KMeans.centers after predict", model.centers, lloyd(x, start, 100)[0])
        same("KMeans.labels after predict", model.labels, lloyd(x, start, 100)[1])


def test_nothing_is_changed(student: Any, draw: np.random.Generator) -> None:
    """Neither the points nor the start are changed"""
    x, start = blobs(draw)
    points, centers = student.keep(x), student.keep(start)
    student.update(points, assigned(x, start), centers)
    student.KMeans(3).fit(points, centers)
    for name, kept, before in (("the points", points, x), ("the start", centers, start)):
        if not np.array_equal(student.read(kept), before):
            raise Mismatch(f"{name}: expected them as they were, got other values", "Work on a copy of what comes in.")
