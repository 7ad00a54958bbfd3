"""The same through a pool."""

from concurrent.futures import ThreadPoolExecutor

import torch
from framework.activations import Sigmoid as Right


class Sigmoid(Right):
    def derivative(self, v):
        x = v.detach().clone()

        def run():
            x.requires_grad_()
            torch.sigmoid(x).sum().backward()

        with ThreadPoolExecutor(1) as pool:
            pool.submit(run).result()
        return x.grad
