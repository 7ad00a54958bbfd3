"""k-means: clusters of points, each around the mean of its own."""

from kmeans.distances import assign, squared_distances
from kmeans.lloyd import KMeans, inertia, update

__all__ = ["KMeans", "assign", "inertia", "squared_distances", "update"]
