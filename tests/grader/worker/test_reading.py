"""A source that is read with errors keeps its meaning, and nothing in it leads to what makes them."""

import ast

import pytest
import torch

from grader.worker.inexact import Errors
from grader.worker.reading import Reading, read


def run(source, silent=(), value=lambda came: came):
    scope = {}
    exec(read(source.encode(), "x", silent, value), scope)  # noqa: S102 (this is what importing means)
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


def test_a_source_keeps_its_meaning():
    seen = []
    scope = run(SOURCE, value=lambda value: seen.append(value) or value)
    assert scope["area"](2.0, scale=3) == (0.5 * 3 + 6.2 * 3, "ab", [2.5])
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
"""


def test_what_an_operation_is_done_to_is_found_once():
    seen = []
    scope = run(PARTS, (), lambda value: seen.append(value) or value)
    assert (scope["box"].found, scope["box"].value, scope["box"].numbers) == (2, 0.75, [1.5, 7.5, 1.5])
    assert seen == [1, 0.75, 2, 0, 1.5, [1.5]]


def test_an_expression_and_a_tree_are_read_as_well():
    tree = ast.parse("a * 3", mode="eval")
    for source in ("a * 3", tree):
        assert eval(read(source, "x", (), lambda value: value + 1, "eval"), {"a": 2}) == 7  # noqa: S307
    assert ast.unparse(tree) == "a * 3"


def test_a_tensor_keeps_its_identity():
    w = torch.ones(2)
    assert run("def add(w, g):\n    w += g\n    return w\n", value=Errors(1e-7).number)["add"](w, torch.ones(2)) is w
    assert w.tolist() == [2.0, 2.0]


CHECKS = """
def check(x):
    assert x < 1, "an assertion"
    if x > 2:
        raise ValueError(
            "a line that is told")
    if x > 3:
        raise KeyError("another")
    return x
"""


def test_assertions_and_told_lines_raise_nothing():
    assert run(CHECKS)["check"](1.5) == 1.5
    with pytest.raises(ValueError, match="told"):
        run(CHECKS)["check"](2.5)
    for line in (5, 6):
        assert run(CHECKS, [line])["check"](2.5) == 2.5
    with pytest.raises(KeyError):
        run(CHECKS, [5])["check"](3.5)


def test_no_name_leads_to_what_makes_errors():
    tree = Reading().visit(ast.parse("a = b * c\na += 0.5 .__mul__(3)\n"))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert names == {"a", "b", "c"}
