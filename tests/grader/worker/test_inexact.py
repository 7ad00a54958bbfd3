"""Errors: a function of operation and value, that neither copies nor many steps average out."""

from decimal import Decimal
from fractions import Fraction

import pytest
import torch

from grader.worker.inexact import COUNTED, LARGE, Errors, unit, units

SIZE = 1e-7


def put(value, operation="exp", floor=0.0):
    came = value.clone()
    Errors(SIZE, floor).put(came, operation)
    return came


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.complex128])
def test_an_error_is_of_the_size_of_its_value(dtype):
    x = torch.randn(1000, dtype=dtype)
    share = (put(x) - x).abs() / x.abs()
    assert 0.4 * SIZE < share.square().mean().sqrt() < 0.8 * SIZE
    assert share.max() < 4 * SIZE


def test_the_same_value_errs_alike_and_another_operation_otherwise():
    x = torch.randn(50, dtype=torch.float64)
    assert torch.equal(put(x), put(x))
    assert torch.equal(put(x)[7:9], put(x[7:9]))
    assert not torch.equal(put(x), put(x, "mul"))
    assert Errors(SIZE).number(0.3) == Errors(SIZE).number(0.3) != 0.3


@pytest.mark.parametrize("step", [0.1, 1e-2, 1e-4, 1e-6, 1e-9, 1e-12])
def test_nearby_values_err_apart_and_many_steps_do_not_average_out(step):
    x, steps = torch.rand(500, 1, dtype=torch.float64) + 0.5, torch.linspace(1, 2, 1000, dtype=torch.float64)
    apart = units(x + step, "exp") - units(x - step, "exp")
    assert apart.square().mean() > 0.1  # of 2/3, where nothing is shared
    mean = (units(x + step * steps, "exp") - units(x - step * steps, "exp")).mean(1)
    assert mean.square().mean() > 0.004  # thousand errors apart would come to 0.0007


@pytest.mark.parametrize("whole", [0.0, 1.0, -7.0, COUNTED])
def test_counts_are_exact_and_larger_whole_numbers_are_not(whole):
    tensor = torch.tensor([whole, 2.0**40 + 1], dtype=torch.float64)
    came = put(tensor)
    assert came[0] == whole
    assert came[1] != 2.0**40 + 1
    assert Errors(SIZE).number(whole) == whole
    assert Errors(SIZE).number(2.0**110) != 2.0**110
    assert put(torch.tensor([5, 2**40 + 1]))[0] == 5
    assert put(torch.tensor([5, 2**40 + 1]))[1] == pytest.approx(2**40, rel=3 * SIZE)
    assert put(torch.tensor([5, 2**40 + 1]))[1] != 2**40 + 1


def test_what_is_carried_along_drowns_in_the_floor():
    step = torch.tensor([1e-20, 0.0], dtype=torch.float64)
    came = put(step, floor=0.1)
    assert came[0].abs() > 1e-12
    assert came[1] == 0
    assert abs(Errors(SIZE, 0.1).number(1e-20)) > 1e-12


def test_plain_numbers():
    errors = Errors(SIZE)
    assert errors.number(LARGE + 1) == pytest.approx(LARGE + 1, rel=4 * SIZE)
    assert errors.number(3**100) != 3**100
    assert errors.number(0.5 + 0.25j) != 0.5 + 0.25j
    for value in (2.0, 7, LARGE - 1, True, "a", None, float("inf"), [0.1]):
        assert errors.number(value) is value
    assert errors.number(float("nan")) != 0
    assert abs(sum(unit(k / 1000) for k in range(1, 1000)) / 999) < 0.2


@pytest.mark.parametrize("kind", [Fraction, Decimal])
def test_numbers_with_as_many_digits_as_they_like(kind):
    value, errors = kind("0.3"), Errors(SIZE)
    came = errors.number(value)
    assert type(came) is kind
    assert 0 < abs(came - value) < 4 * kind(SIZE) * value
    assert abs(errors.number(value + kind("1e-20")) - came) > kind("1e-12")
    assert errors.number(kind(7)) == 7


def test_a_floor_changes_no_sign():
    small = torch.full((200,), 1e-15, dtype=torch.float64) * torch.arange(1, 201)
    for sign in (1, -1):
        assert (put(sign * small, floor=0.1) * sign > 0).all()
        assert (put(sign * small.float(), floor=0.1) * sign > 0).all()
    assert all(Errors(SIZE, 0.1).number(value) > 0 for value in small.tolist())


def test_a_sparse_tensor_errs_in_its_values():
    exact = torch.tensor([[0.0, 0.3], [0.7, 0.0]], dtype=torch.float64)
    assert not torch.equal(put(exact.to_sparse()).to_dense(), exact)


def test_infinity_and_nothing_stay():
    x = torch.tensor([float("inf"), float("-inf"), float("nan")])
    assert torch.equal(put(x, floor=0.1).nan_to_num(3.0), x.nan_to_num(3.0))
    assert put(torch.zeros(0)).numel() == 0
