"""What `compare` writes says where it was measured."""

import torch

from reference.report import machine, processor


def test_the_machine_is_named():
    where = machine(torch.device("cpu"))
    assert where["torch"] == torch.__version__
    assert where["device"] == processor()
    assert processor()
