import numpy as np

from .distances import assign


def update(x, labels, centers):
    rows = []
    for k, center in enumerate(centers):
        points = [point for point, label in zip(x, labels) if label == k]
        rows.append(np.mean(points, axis=0) if points else center)
    return np.array(rows)


def inertia(x, labels, centers):
    return float(sum(np.dot(p - centers[k], p - centers[k]) for p, k in zip(x, labels)))


class KMeans:
    centers = None
    labels = None

    def __init__(self, k, iterations=100):
        self.k = k
        self.iterations = iterations

    def fit(self, x, start):
        self.centers = np.array(start)
        self.labels = assign(x, self.centers)
        done = 0
        while done < self.iterations:
            done += 1
            self.centers = update(x, self.labels, self.centers)
            new = assign(x, self.centers)
            if np.array_equal(new, self.labels):
                return self
            self.labels = new
        return self

    def predict(self, x):
        return assign(x, self.centers)
