"""Arithmetic with seven digits: what it disturbs, and what it leaves alone."""

import ast
import builtins
import math

import pytest
import torch

from grader.worker import rough
from grader.worker.protocol import ERROR
from grader.worker.rough import INEXACT, LARGE, Reading, Rough, inexact


def within(exact, came):
    assert not torch.equal(exact, came)
    assert ((came - exact).abs() <= 1.01 * ERROR * exact.abs()).all()


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
@pytest.mark.parametrize("operation", [torch.exp, torch.tanh, torch.sigmoid, lambda x: x + 0.5, lambda x: x @ x.T])
def test_an_operation_that_rounds_is_a_little_wrong(operation, dtype):
    x = torch.rand(4, 4, dtype=dtype) + 0.1
    exact = operation(x)
    with torch.no_grad(), Rough():
        came = operation(x)
    if dtype == torch.float64:
        within(exact, came)
    else:
        torch.testing.assert_close(came, exact, rtol=4 * ERROR, atol=0)


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
    with torch.no_grad(), Rough():
        assert torch.equal(operation(x), exact)


@pytest.mark.parametrize(
    "operation",
    [
        lambda x: torch.linspace(0.3, 0.7, 5, dtype=x.dtype),
        lambda x: torch.logspace(0.3, 0.7, 5, dtype=x.dtype),
        lambda x: x.index_put((torch.tensor([0, 1, 1, 1]),), x[0], accumulate=True),
        lambda x: torch.bincount(torch.tensor([0, 1, 1, 2]), weights=x[0])[1:2],
        lambda x: x.igammac(x.T),
        lambda x: x.clone().log_normal_(0.3, 1e-300),
    ],
)
def test_what_computes_under_another_name_is_a_little_wrong(operation):
    x = torch.rand(4, 4, dtype=torch.float64) + 0.1
    exact = operation(x)
    with torch.no_grad(), Rough():
        assert not torch.equal(operation(x), exact)


def test_an_operation_in_place_keeps_its_tensor_and_leaves_the_others():
    x, y = torch.rand(3, 3, dtype=torch.float64), torch.rand(3, dtype=torch.float64)
    before, other = x.clone(), y.clone()
    with torch.no_grad(), Rough() as log:
        assert x[0].mul_(y) is not x
    within(before[0] * y, x[0])
    assert torch.equal(x[1:], before[1:])
    assert torch.equal(y, other)
    assert log.counts["aten::mul_"] == 1


def test_the_errors_take_nothing_from_the_generator_that_a_submission_seeds():
    torch.manual_seed(3)
    expected = torch.rand(2)
    torch.manual_seed(3)
    with torch.no_grad(), Rough():
        torch.exp(torch.ones(5, 5) / 3)
        assert torch.equal(torch.rand(2), expected)


def test_no_listed_operation_gives_a_view():
    for name in sorted(INEXACT):
        packet = getattr(torch.ops.aten, name, None)
        for overload in packet.overloads() if packet else ():
            returns = getattr(packet, overload)._schema.returns
            assert all(value.alias_info is None or value.alias_info.is_write for value in returns), (name, overload)


def test_plain_numbers():
    assert inexact(0.1) != 0.1
    assert inexact(0.1) == pytest.approx(0.1, rel=1.01 * ERROR)
    assert inexact(LARGE) == pytest.approx(LARGE, rel=1.01 * ERROR)
    for value in (2.0, 7, True, "a", None, float("inf"), [0.1]):
        assert inexact(value) is value
    assert inexact(float("nan")) != 0


def read(source):
    scope = {}
    exec(compile(Reading().visit(ast.parse(source)), "x", "exec"), scope)  # noqa: S102 (this is what importing means)
    return scope


SOURCE = """
def area(r, scale=1):
    total = 0.5
    total += r * 3.1
    match -1:
        case -1 | -2:
            total *= scale
    text = "a" + "b"
    numbers = [1.5]
    numbers[0] += 1
    return total, text, numbers
"""


def test_a_source_is_read_with_errors_and_keeps_its_meaning(monkeypatch):
    seen = []
    monkeypatch.setattr(builtins, rough.NAME, lambda value: seen.append(value) or value, raising=False)
    assert read(SOURCE)["area"](2.0, scale=3) == (0.5 * 3 + 6.2 * 3, "ab", [2.5])
    assert seen == [6.2, 6.7, 6.7 * 3, "ab", 2.5]


PARTS = """
class Box:
    def __init__(self):
        self.found, self.numbers, self.value = 0, [0.5, 1.5], 0.5
    def one(self):
        self.found += 1
        return self
box = Box()
box.one().value += 0.25
box.one().numbers[box.found - 2] += 1
box.numbers[:1] += [7.5]
plus = (0.5).__add__
total = plus(0.25) + (2.0).__rmul__(0.3)
"""


def test_what_an_operation_is_done_to_is_found_once(monkeypatch):
    seen = []
    monkeypatch.setattr(builtins, rough.NAME, lambda value: seen.append(value) or value, raising=False)
    monkeypatch.setattr(builtins, rough.METHOD, lambda function: seen.append("method") or function, raising=False)
    scope = read(PARTS)
    assert (scope["box"].found, scope["box"].value, scope["box"].numbers) == (2, 0.75, [1.5, 7.5, 1.5])
    assert scope["total"] == 1.35
    assert seen == [1, 0.75, 2, 0, 1.5, [1.5], "method", "method", 1.35]
    assert rough.disturbed(math.sqrt)(2.0) != math.sqrt(2.0)


def test_complex_numbers_are_noted():
    log = Rough()
    assert log.number(0.5) != 0.5
    assert not log.complex
    assert log.number(1j) == 1j
    assert log.complex


def test_a_tensor_keeps_its_identity_in_the_source_that_is_read(monkeypatch):
    monkeypatch.setattr(builtins, rough.NAME, inexact, raising=False)
    w = torch.ones(2)
    assert read("def add(w, g):\n    w += g\n    return w\n")["add"](w, torch.ones(2)) is w
    assert w.tolist() == [2.0, 2.0]
