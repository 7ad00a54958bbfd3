"""The student's side in torch: autograd is off there, and operations are logged where somebody asks."""

import torch

from grader.worker.tensor_objects import TensorObjects


def test_autograd_is_off_wherever_the_students_code_may_run():
    side = TensorObjects({"on": torch.is_grad_enabled}.__getitem__, lambda _: None)
    with side.attention():
        assert side.perform("call", [side.perform("name", ["on"]), [], {}, False]) is False


def test_a_log_counts_operations_until_it_is_taken():
    side = TensorObjects({"twice": lambda x: x + x}.__getitem__, lambda _: None)
    side.perform("log", [True])
    x = torch.ones(2)
    with side.attention():
        side.perform("call", [side.perform("name", ["twice"]), [x], {}, False])
    assert side.perform("log", [False])[0] == {"aten::add": 1}


def test_a_copy_shares_nothing():
    x = torch.ones(2)
    side = TensorObjects({}.__getitem__, lambda _: None)
    assert not side.perform("share_memory", [x, side.copied(x)])
    assert side.perform("share_memory", [x, x[1:]])
