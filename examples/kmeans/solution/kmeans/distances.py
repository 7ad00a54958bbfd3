"""Which center is nearest? Letters: N points, K centers, D coordinates."""

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.floating]
Labels = NDArray[np.int64]


def squared_distances(x: Points, centers: Points) -> Points:
    """Sum over the coordinates of (x − c)², for each point and each center: (N, D), (K, D) → (N, K)."""
    return ((x[:, None] - centers) ** 2).sum(2)


def assign(x: Points, centers: Points) -> Labels:
    """The number of the nearest center, from 0; of equally near ones the first: (N, D), (K, D) → (N,)."""
    return squared_distances(x, centers).argmin(1)
