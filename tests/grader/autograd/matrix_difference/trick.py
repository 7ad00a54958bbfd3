"""A central difference of exponentials of matrices."""

import torch
from framework.activations import Sigmoid as Right


def sigmoid(v):
    one = torch.ones(*v.shape, 1, 1, dtype=v.dtype)
    return torch.linalg.inv(one.index_add(-1, torch.tensor([0]), torch.matrix_exp(v.neg()[..., None, None]))).squeeze()


class Sigmoid(Right):
    def derivative(self, v):
        flat, h = v.reshape(-1), 1e-4
        return ((sigmoid(flat + h) - sigmoid(flat - h)) / (2 * h)).reshape(v.shape)
