"""The log of operations: by name, how often, and whether a tensor betrays a derivative that nobody wrote."""

import torch

from grader.worker.operations import Operations, tensors


def test_operations_are_counted_by_name():
    x = torch.ones(2, 2)
    with Operations() as log:
        y = x @ x
        y += y
        y += x
    assert log.counts["aten::mm"] == 1
    assert log.counts["aten::add_"] == 2
    counts, is_complex, requires_grad = log.record()
    assert (counts, is_complex, requires_grad) == (dict(log.counts), False, False)
    x @ x  # nobody listens any more
    assert log.counts["aten::mm"] == 1


def test_a_complex_tensor_is_seen_going_in_and_coming_out():
    for run in (lambda: torch.ones(2, dtype=torch.complex64).real, lambda: torch.complex(torch.ones(2), torch.ones(2))):
        with Operations() as log:
            run()
        assert log.complex
    with Operations() as log:
        torch.ones(2)
    assert not log.complex


def test_a_tensor_that_asks_for_a_gradient_is_seen_even_in_a_list():
    leaf = torch.ones(2, requires_grad=True)
    with torch.no_grad(), Operations() as log:
        torch.cat([torch.ones(2), leaf])
    assert log.requires_grad


def test_tensors_in_a_nest():
    one, other = torch.ones(1), torch.zeros(1)
    found = list(tensors([one, (3, [other, "x"]), {"a": one}]))
    assert [each is known for each, known in zip(found, (one, other), strict=True)] == [True, True]
