"""Lloyd's algorithm: assign each point to the nearest center, move each center into the mean of its points, again.

Source: Lloyd (1982), Least squares quantization in PCM. Letters: N points, K centers, D coordinates.
"""

import numpy as np

from kmeans.distances import Labels, Points, assign


def update(x: Points, labels: Labels, centers: Points) -> Points:
    """The mean of each cluster; one without points keeps its center: (N, D), (N,), (K, D) → (K, D)."""
    found = centers.copy()
    for k in range(len(centers)):
        mine = labels == k
        if mine.any():
            found[k] = x[mine].mean(0)
    return found


def inertia(x: Points, labels: Labels, centers: Points) -> np.floating:
    """The sum over all points of the squared distance from their own center."""
    return ((x - centers[labels]) ** 2).sum()


class KMeans:
    """K clusters; after `fit`, `centers` (K, D) and `labels` (N,) hold what was found."""

    def __init__(self, k: int, iterations: int = 100) -> None:
        self.k, self.iterations = k, iterations
        self.centers: Points | None = None
        self.labels: Labels | None = None

    def fit(self, x: Points, start: Points) -> None:
        """From the centers `start`, rounds of `update` and `assign` until no label changes, `iterations` at most."""
        centers, labels = start, assign(x, start)
        for _ in range(self.iterations):
            centers = update(x, labels, centers)
            before, labels = labels, assign(x, centers)
            if (labels == before).all():
                break
        self.centers, self.labels = centers, labels

    def predict(self, x: Points) -> Labels:
        """The numbers of the nearest centers; what `fit` found stays as it is."""
        if self.centers is None:
            raise RuntimeError("KMeans.predict: expected a fit before it")
        return assign(x, self.centers)
