"""Tensors become bytes and come of them again, whatever else torch has hung on one."""

import pytest
import torch

from grader.worker.tensors import CARRIER


@pytest.mark.parametrize("dtype", CARRIER.dtypes, ids=str)
def test_bit_by_bit(dtype):
    x = torch.tensor([[0, 1, 1], [1, 0, 1]]).to(dtype)
    came = CARRIER.made(dtype, (3, 2), memoryview(CARRIER.raw(CARRIER.plain(x.T))))
    assert torch.equal(came, x.T)
    assert came.dtype == dtype


def test_a_parameter_arrives_as_its_numbers():
    x = torch.nn.Parameter(torch.ones(2))
    plain = CARRIER.plain(x)
    assert type(plain) is torch.Tensor
    assert not plain.requires_grad
