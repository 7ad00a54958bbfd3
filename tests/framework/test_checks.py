"""How an exception names who raised it, and what came."""

from framework import Linear, Relu, Sequential
from framework.checks import describe, label


def test_a_module_is_named_by_its_first_line():
    assert label(Linear(3, 4)) == "Linear(3, 4)"
    assert label(Sequential(Relu())) == "Sequential("
    assert label("train") == "train"


def test_what_came_fits_one_line():
    assert describe(None) == "None"
    assert describe(3) == "int 3"
    assert len(describe("x" * 1000)) < 60
