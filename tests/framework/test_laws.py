"""Every layer obeys every law."""

import pytest
import torch

from framework import Linear, Relu, Sequential, Sigmoid, Softmax, Tanh
from tests import laws


def chain():
    return Sequential(Linear(4, 5), Tanh(), Sequential(Linear(5, 3, bias=False), Sigmoid()), Linear(3, 2), Softmax())


LAYERS = {
    "Linear": lambda: Linear(4, 3),
    "Linear without bias": lambda: Linear(4, 4, bias=False),
    "Sigmoid": Sigmoid,
    "Tanh": Tanh,
    "Relu": Relu,
    "Softmax": Softmax,
    "Sequential": chain,
    "empty Sequential": Sequential,
}


@pytest.mark.parametrize("law", laws.ALL, ids=lambda law: law.__name__)
@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize("samples", [1, 6])
def test_law(law, name, samples):
    torch.set_default_dtype(torch.float64)
    law(LAYERS[name], torch.randn(samples, 4))
