from dataclasses import dataclass, field
from typing import Any

import numpy as np

from kmeans.distances import assign


def update(x, labels, centers):
    hot = np.equal.outer(np.arange(len(centers)), labels).astype(x.dtype)
    counts = hot.sum(axis=1, keepdims=True)
    return np.where(counts > 0, (hot @ x) / np.maximum(counts, 1), centers)


def inertia(x, labels, centers):
    return np.linalg.norm(x - centers[labels]) ** 2


@dataclass
class KMeans:
    k: int
    iterations: int = 100
    centers: Any = field(default=None, init=False)
    labels: Any = field(default=None, init=False)

    def fit(self, x, start):
        self.centers = start.copy()
        self.labels = assign(x, self.centers)
        for _ in range(self.iterations):
            self.centers = update(x, self.labels, self.centers)
            old = self.labels
            self.labels = assign(x, self.centers)
            if not (old != self.labels).any():
                break

    def predict(self, x):
        return assign(x, self.centers)
