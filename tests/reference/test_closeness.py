"""How far two tensors are apart: relative to the largest, safe for NaN, and found where it is."""

import pytest
import torch

from reference.closeness import SINGLE, TRAINED, difference

NAN, INF = float("nan"), float("inf")


def test_it_is_relative_to_the_largest_element():
    found = difference(torch.tensor([[1.0, 200.0], [3.0, 5.0]]), torch.tensor([[1.0, 200.0], [1.0, 5.0]]))
    assert found.largest == pytest.approx(0.01)
    assert found.where == (1, 0)
    assert (found.got, found.expected) == ("3", "1")
    assert "expected 1 at [1, 0], got 3" in str(found)


@pytest.mark.parametrize(
    ("got", "expected"), [([NAN], [1.0]), ([1.0], [NAN]), ([INF], [1.0]), ([-INF], [INF]), ([1.0, NAN], [1.0, 2.0])]
)
def test_what_is_no_number_is_never_close(got, expected):
    found = difference(torch.tensor(got), torch.tensor(expected))
    assert found.largest == INF
    assert not found.within(1e300)


@pytest.mark.parametrize("values", [[], [0.0], [NAN, INF, -INF, 1.0]])
def test_a_tensor_is_close_to_itself(values):
    assert difference(torch.tensor(values), torch.tensor(values)).within(0)


def test_a_small_sum_of_large_terms_is_held_against_the_terms():
    got, expected = (torch.tensor([2e-5 + rest], dtype=torch.float64) for rest in (1e-16, 0))
    assert difference(got, expected).largest > SINGLE[torch.float64]
    assert difference(got, expected, 1.0).largest < SINGLE[torch.float64] / 1000
    assert difference(torch.tensor([200.0]), torch.tensor([100.0]), 1.0).largest == pytest.approx(1.0)


def test_zeros_are_held_absolutely():
    assert difference(torch.tensor([1e-3]), torch.tensor([0.0])).largest == pytest.approx(1e-3)


def test_shapes_and_dtypes_count():
    one = torch.ones(2, 1)
    assert difference(one, torch.ones(2)).largest == INF
    assert "shape (2,)" in difference(one, torch.ones(2)).expected
    assert difference(one, one.double()).largest == INF
    assert difference(torch.tensor(1.0), torch.tensor(1.5)).where == ()


def test_there_are_tolerances_for_both_dtypes():
    assert set(SINGLE) == set(TRAINED) == {torch.float32, torch.float64}
    assert SINGLE[torch.float64] <= 1e-12
    assert TRAINED[torch.float64] <= 1e-9
