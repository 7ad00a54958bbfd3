"""Every test starts from the same torch: one thread, float32, autograd as a fresh process has it, a fixed seed."""

import pytest
import torch

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
