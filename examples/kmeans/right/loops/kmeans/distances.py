import numpy as np


def squared_distances(x, centers):
    result = np.zeros((len(x), len(centers)), dtype=x.dtype)
    for k, center in enumerate(centers):
        for d in range(x.shape[1]):
            result[:, k] += (x[:, d] - center[d]) ** 2
    return result


def assign(x, centers):
    return np.array([int(np.argmin(row)) for row in squared_distances(x, centers)], dtype=np.int64)
