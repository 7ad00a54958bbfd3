"""How much larger than itself an error comes out: measured on answers whose errors are known."""

import math

import pytest
import torch

from grader.policy.magnification import Magnification

SIZE = 1e-7
EXACT = torch.tensor([1.0, -2.0, 3.0, -4.0], dtype=torch.float64)


def factor(exact, rough, **options):
    found = Magnification()
    assert found.take(exact, rough, **options)
    return found.factor(SIZE)


def test_an_error_as_large_as_an_operations_comes_out_once():
    assert factor(EXACT, EXACT * (1 + SIZE), elements=True) == pytest.approx(1.0)


def test_an_error_counts_against_the_answers_size():
    size = math.sqrt(7.5)  # of the four numbers
    rough = EXACT + 5 * SIZE * size * torch.tensor([1.0, 1.0, 0.0, 0.0])
    assert factor(EXACT, rough) == pytest.approx(2.5, rel=0.6)  # the median of two that err and two that do not
    assert factor(EXACT, EXACT + 5 * SIZE * size) == pytest.approx(5.0, rel=0.5)


def test_a_few_elements_where_terms_cancel_do_not_convict():
    exact, rough = torch.ones(100).double(), torch.ones(100).double()
    rough[:20] += 1e-3
    assert factor(exact, rough) == 0.0


def test_where_nothing_cancels_a_quarter_convicts():
    exact, rough = torch.ones(100).double(), torch.ones(100).double()
    rough[:30] += 1e-3
    assert factor(exact, rough, elements=True) == pytest.approx(1e4)


def test_a_flat_function_counts_against_its_steepest_slope():
    exact = torch.full((4,), 1e-9, dtype=torch.float64)
    rough = exact + SIZE
    assert factor(exact, rough) == pytest.approx(1e9)
    assert factor(exact, rough, steepest=torch.ones_like(exact)) == pytest.approx(1.0)


@pytest.mark.parametrize(
    "rough",
    [None, 3.0, EXACT.float(), EXACT[:3], EXACT * torch.nan, EXACT / 0],
    ids=["None", "number", "dtype", "shape", "NaN", "inf"],
)
def test_what_says_nothing_is_not_counted(rough):
    found = Magnification()
    assert not found.take(EXACT, rough)
    assert found.factor(SIZE) == 0.0
