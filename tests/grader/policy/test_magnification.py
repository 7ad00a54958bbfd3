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
    assert factor(EXACT, EXACT + 5 * SIZE * size) == pytest.approx(5.0, rel=0.3)  # less where an element is larger


def test_a_few_elements_where_terms_cancel_do_not_convict():
    exact, rough = torch.ones(100).double(), torch.ones(100).double()
    rough[:10] += 1e-3
    assert factor(exact, rough) == 0.0


def test_a_floor_troubles_a_formula_in_many_places_and_a_step_in_all():
    exact, rough = torch.ones(100).double(), torch.ones(100).double()
    rough[:60] += 1e-3
    assert factor(exact, rough, floored=True) == 0.0
    assert factor(exact, exact + 1e-3, floored=True) == pytest.approx(1e3)


def test_where_nothing_cancels_a_quarter_convicts():
    exact, rough = torch.ones(100).double(), torch.ones(100).double()
    rough[:25] += 1e-3
    assert factor(exact, rough, elements=True) == pytest.approx(1e4 * math.sqrt(15 / 90))


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
