"""Exercise `module`: the base classes, their virtual methods, `train` and `in_value`, descriptions."""

from typing import Any

import pytest
import torch
from torch import Tensor

from checks.expect import Mismatch, equal

CELLS = ("Sigmoid", "Relu", "Tanh", "Softmax")

PLAIN_MODULE = """
class Plain(Module):
    pass
"""

KEEPING_CELL = """
class Keeping(Cell):
    def forward(self, x):
        self.update_in_value(x)
        return x
"""


def cells(student: Any) -> list[Any]:
    """One of each activation: cells that bring no __init__ of their own."""
    return [getattr(student, name)() for name in CELLS]


def refuses_as_virtual(method: Any, *names: str, arguments: tuple[Tensor, ...] = ()) -> None:
    """Calling `method` raises NotImplementedError, in whose text the names stand (of `a|b`, one)."""
    with pytest.raises(NotImplementedError) as raised:
        method(*arguments)
    text = str(raised.value)
    for name in names:
        if not any(word in text for word in name.split("|")):
            raise Mismatch(f"NotImplementedError: expected a text that names {name.split('|')[0]}, got {text!r}")


def test_no_parameters(student: Any) -> None:
    """A Module without parameters answers param() and gradwrtparam() with empty lists"""
    for module in (student.Module(), student.define("Plain", PLAIN_MODULE)(), student.Relu()):
        for method in ("param", "gradwrtparam"):
            came = getattr(module, method)()
            assert came == [], f"{method}(): expected an empty list, got {came!r}"


def test_virtual_methods(student: Any) -> None:
    """Module's forward, backward and to_string raise NotImplementedError that names class and method"""
    x = torch.ones(2, 3)
    for name, module in (("Module", student.Module()), ("Plain|Module", student.define("Plain", PLAIN_MODULE)())):
        refuses_as_virtual(module.forward, name, "forward", arguments=(x,))
        refuses_as_virtual(module.backward, name, "backward", arguments=(x,))
        refuses_as_virtual(module.to_string, name, "to_string")


def test_cell_at_first(student: Any) -> None:
    """A new cell trains, and has kept no input"""
    for cell in [student.define("Keeping", KEEPING_CELL)(), *cells(student)]:
        who = student.type_name(cell)
        assert cell.train is True, f"{who}.train: expected True at first, got {cell.train!r}"
        assert cell.in_value is None, f"{who}.in_value: expected None at first, got {cell.in_value!r}"


def test_training_mode(student: Any) -> None:
    """training_mode(False) and training_mode(True) set train"""
    for cell in [student.define("Keeping", KEEPING_CELL)(), *cells(student)]:
        for mode in (False, False, True):
            cell.training_mode(mode)
            who = student.type_name(cell)
            assert cell.train is mode, f"{who}.train: expected {mode} after training_mode({mode}), got {cell.train!r}"


def test_update_in_value(student: Any) -> None:
    """update_in_value keeps the input while train is True, and only then"""
    first, second, third = torch.rand(3, 4, 2, generator=torch.Generator().manual_seed(1)).unbind()
    cell = student.define("Keeping", KEEPING_CELL)()
    cell.update_in_value(first)
    equal("in_value after update_in_value in training", cell.in_value, first)
    cell.training_mode(False)
    cell.update_in_value(second)
    equal("in_value after update_in_value with train False", cell.in_value, first)
    cell.train = True
    cell.update_in_value(third)
    equal("in_value after train was set to True again", cell.in_value, third)
