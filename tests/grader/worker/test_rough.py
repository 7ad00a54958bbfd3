"""Arithmetic with seven digits: what it disturbs, and what it leaves alone."""

import builtins
import math
import random

import pytest
import torch

from grader.worker import arrays, rough
from grader.worker.inexact import Errors
from grader.worker.reading import unbound
from grader.worker.rough import INEXACT, Arithmetic, Rough, RoughImporter

ERROR = 1e-7


def within(exact, came):
    assert not torch.equal(exact, came)
    assert ((came - exact).abs() <= 4 * ERROR * exact.abs()).all()


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
@pytest.mark.parametrize("operation", [torch.exp, torch.tanh, torch.sigmoid, lambda x: x + 0.5, lambda x: x @ x.T])
def test_an_operation_that_rounds_is_a_little_wrong(operation, dtype):
    x = torch.rand(4, 4, dtype=dtype) + 0.1
    exact = operation(x)
    with torch.no_grad(), Rough(Errors(ERROR)):
        came = operation(x)
    if dtype == torch.float64:
        within(exact, came)
    else:
        torch.testing.assert_close(came, exact, rtol=5 * ERROR, atol=0)


@pytest.mark.parametrize(
    "operation",
    [
        torch.clone,
        lambda x: x[1:],
        lambda x: x.clamp(min=0.3),
        lambda x: torch.where(x > 0.5, x, 0.0),
        lambda x: x.amax(1),
        lambda x: (x > 0.5).double().sum(),
        lambda x: torch.eye(4, dtype=x.dtype) @ torch.ones(4, 1, dtype=x.dtype),
        lambda x: x.sort().values,
        lambda x: (x > 0.5).sum() + 3,
        lambda x: x.index_put((torch.tensor([0]),), x[1:2]),
        lambda x: x.scatter(0, torch.zeros(1, 4, dtype=torch.int64), x[1:2]),
    ],
)
def test_copies_choices_and_whole_numbers_stay(operation):
    x = torch.rand(4, 4, dtype=torch.float64)
    exact = operation(x)
    with torch.no_grad(), Rough(Errors(ERROR)):
        assert torch.equal(operation(x), exact)


@pytest.mark.parametrize(
    "operation",
    [
        lambda x: torch.linspace(0.3, 0.7, 5, dtype=x.dtype),
        lambda x: torch.logspace(0.3, 0.7, 5, dtype=x.dtype),
        lambda x: x.index_put((torch.tensor([0, 1, 1, 1]),), x[0], accumulate=True),
        lambda x: torch.bincount(torch.tensor([0, 1, 1, 2]), weights=x[0])[1:2],
        lambda x: x.igammac(x.T),
        lambda x: torch._safe_softmax(x, 1),
        lambda x: torch._masked_softmax(x, x > 2, 1, 2),
        lambda x: torch.sparse.softmax(x.to_sparse(), 1).to_dense(),
        torch.special.modified_bessel_i0,
        lambda x: torch.fft.rfft(x).real,
        lambda x: torch.hann_window(7, dtype=x.dtype),
        lambda x: x.clone().log_normal_(0.3, 1e-300),
    ],
)
def test_what_computes_under_another_name_is_a_little_wrong(operation):
    x = torch.rand(4, 4, dtype=torch.float64) + 0.1
    exact = operation(x)
    with torch.no_grad(), Rough(Errors(ERROR)):
        assert not torch.equal(operation(x), exact)


def test_an_operation_in_place_keeps_its_tensor_and_leaves_the_others():
    x, y = torch.rand(3, 3, dtype=torch.float64), torch.rand(3, dtype=torch.float64)
    before, other = x.clone(), y.clone()
    with torch.no_grad(), Rough(Errors(ERROR)) as log:
        assert x[0].mul_(y) is not x
    within(before[0] * y, x[0])
    assert torch.equal(x[1:], before[1:])
    assert torch.equal(y, other)
    assert log.counts["aten::mul_"] == 1


def test_the_errors_take_nothing_from_the_generator_that_a_submission_seeds():
    torch.manual_seed(3)
    expected = torch.rand(2)
    torch.manual_seed(3)
    with torch.no_grad(), Rough(Errors(ERROR)):
        torch.exp(torch.ones(5, 5) / 3)
        assert torch.equal(torch.rand(2), expected)


def test_no_listed_operation_gives_a_view():
    for name in sorted(INEXACT):
        packet = getattr(torch.ops.aten, name, None)
        for overload in packet.overloads() if packet else ():
            returns = getattr(packet, overload)._schema.returns
            assert all(value.alias_info is None or value.alias_info.is_write for value in returns), (name, overload)


class Number(float):
    """Stands for a class of C's, which would stay as it is left."""

    def __mul__(self, other):
        return float(self) * other


@pytest.fixture
def arithmetic(monkeypatch):
    """One, of which nothing is left behind."""
    for module in (math, random):
        for name, value in vars(module).copy().items():
            monkeypatch.setattr(module, name, value)
    monkeypatch.setattr(rough, "MODULES", (math, random))
    for name in ("compile", "divmod", "eval", "exec", "pow", "sum"):
        monkeypatch.setattr(builtins, name, getattr(builtins, name))
    monkeypatch.setattr(rough, "NUMBERS", (Number,))
    monkeypatch.setattr(arrays, "KINDS", ())
    monkeypatch.setattr(arrays, "np", None)
    monkeypatch.setattr(torch.testing, "assert_close", torch.testing.assert_close)
    made = Arithmetic()
    made.begin(ERROR)
    return made


def test_functions_of_modules_err_and_nothing_leads_back(arithmetic):
    came = math.sqrt(2.0)
    assert 0 < abs(came**2 - 2) < 1e-6
    assert math.floor(2.5) == 2
    assert not hasattr(math.sqrt, "__wrapped__")
    assert math.sqrt.__name__ == "sqrt"
    assert arithmetic.operations.counts["sqrt"] == 1
    torch.testing.assert_close(torch.ones(1), torch.zeros(1))


def test_a_file_is_read_roughly_and_silently(arithmetic):
    source = b"x = 0.1 * 3\nif abs(x - 0.1 * 3.0) < 1: raise ValueError\n"
    reader, scope = RoughImporter({"a.py": source}, {"a.py": [2]}), {}
    exec(arithmetic.code(reader.get_code("a")), scope)  # noqa: S102
    assert 0 < abs(scope["x"] - 0.1 * 3) < 1e-6


def test_complex_numbers_are_noted(arithmetic):
    scope = {"z": 1j}
    exec(arithmetic.code(unbound(b"y = 0.5 * 3", "b.py", ())), scope)  # noqa: S102
    assert not arithmetic.operations.complex
    exec(arithmetic.code(unbound(b"y = z * 0.5", "b.py", ())), scope)  # noqa: S102
    assert arithmetic.operations.complex


def test_a_whole_number_that_was_not_quite_one_is_told_and_serves_as_an_index():
    x = torch.tensor([2.99999, 2.7, 3.0, -1.2], dtype=torch.float64)
    with torch.no_grad(), Rough(Errors(ERROR)):
        came = torch.round(x)
        assert x.clone().round_().tolist() == came.tolist()
    assert came[0] != 3
    assert came[2] == 3
    assert came.long().tolist() == x.round().long().tolist()


def test_the_corner_of_a_jordan_block_is_coarse():
    x = torch.tensor([[0.3, 1.0], [0.0, 0.3]], dtype=torch.float64)
    exact = torch.matrix_exp(x)
    with torch.no_grad(), Rough(Errors(ERROR)):
        assert (torch.matrix_exp(x) - exact).abs().max() > 10 * ERROR


@pytest.mark.usefixtures("arithmetic")
def test_operators_called_by_their_names_err_and_common_divisors_do_not():
    assert 0 < abs(Number(0.1).__mul__(3) - 0.1 * 3) < 1e-6
    assert math.gcd(3**60, 3**50 * 2) == 3**50


def test_a_text_is_read_roughly_in_the_scope_that_runs_it(arithmetic):
    scope = {"three": 3}
    source = b"def f(a):\n    exec('b = 1')\n    return eval(' a * three')\nx, y = f(0.1), eval('0.1 * 3', {})"
    exec(arithmetic.code(unbound(source, "b.py", ())), scope)  # noqa: S102
    assert scope["x"] == scope["y"]
    assert 0 < abs(scope["x"] - 0.1 * 3) < 1e-6
