"""Every test starts from the same torch: one thread, float32, autograd as a fresh process has it, a fixed seed."""

import sys

import pytest
import torch

from grader import settings
from grader.worker import tensors, wire

wire.carry(tensors.CARRIER)  # as whoever starts a zygote does


@pytest.fixture(autouse=True)
def _same_torch():
    torch.set_num_threads(1)
    torch.manual_seed(0)
    yield
    torch.set_default_dtype(torch.float32)
    torch.set_grad_enabled(True)
    assert torch.get_num_threads() == 1


@pytest.fixture(autouse=True)
def _ours_is_seated_again():
    """A test that grades another assignment leaves the package `grader.assignment` to the next one as it was."""
    yield
    package = sys.modules.get(settings.PACKAGE)
    if package and package.__path__[0] != str(settings.DEFAULT):
        settings.read(settings.DEFAULT).seat()
