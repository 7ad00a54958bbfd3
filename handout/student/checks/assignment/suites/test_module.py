"""Exercise `module`: the base classes, their virtual methods, `train` and `in_value`, descriptions."""

from typing import Any

import torch
from torch import Tensor

from checks.errors import StudentError
from checks.testing.expect import equal, hinting
from checks.testing.mismatch import Mismatch

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

AS_IT_CAME = "in_value is the input as it came: of its shape, its dtype, its numbers."


def built(student: Any, name: str, *arguments: Any) -> list[Any]:
    """One of that class, if it can be built: whether it can is not for this exercise to say."""
    try:
        return [getattr(student, name)(*arguments)]
    except StudentError:
        return []


def cells(student: Any) -> list[Any]:
    """One of each activation: cells that bring no __init__ of their own."""
    return [cell for name in CELLS for cell in built(student, name)]


def refuses_as_virtual(method: Any, *names: str, arguments: tuple[Tensor, ...] = ()) -> None:
    """Calling `method` raises NotImplementedError, in whose text the names stand (of `a|b`, one)."""
    who = " of ".join(reversed([name.split("|")[0] for name in names]))
    virtual = "A method that only subclasses can fill in has to raise NotImplementedError"
    try:
        method(*arguments)
    except NotImplementedError as error:
        text = str(error)
    except StudentError as error:
        raise Mismatch(
            f"{who}: expected NotImplementedError, got {error}", f"{virtual}, not {error.type_name}."
        ) from error
    else:
        raise Mismatch(f"{who}: expected NotImplementedError, got no exception", f"{virtual}, and to answer nothing.")
    for name in names:
        if not any(word in text for word in name.split("|")):
            raise Mismatch(
                f"NotImplementedError: expected a text that names {name.split('|')[0]}, got {text!r}",
                "The text of NotImplementedError has to name the class and the method.",
            )


def test_no_parameters(student: Any) -> None:
    """A Module without parameters answers param() and gradwrtparam() with empty lists"""
    with hinting("Without parameters param() and gradwrtparam() give an empty list: not None, and no exception."):
        for module in (student.Module(), student.define("Plain", PLAIN_MODULE)(), *built(student, "Relu")):
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
        with hinting("forward(*input) and backward(*gradwrtoutput) take any number of arguments.", first=True):
            refuses_as_virtual(module.forward, name, "forward", arguments=(x, x))
            refuses_as_virtual(module.backward, name, "backward", arguments=(x, x))


def test_cell_at_first(student: Any) -> None:
    """A new cell trains, and has kept no input"""
    for cell in [student.define("Keeping", KEEPING_CELL)(), *cells(student)]:
        who = student.type_name(cell)
        with hinting(
            "In a new cell train starts as True: set it in Cell.__init__, and call super().__init__() in subclasses."
        ):
            assert cell.train is True, f"{who}.train: expected True at first, got {cell.train!r}"
        with hinting("In a new cell in_value starts as None: nothing was forwarded yet."):
            assert cell.in_value is None, f"{who}.in_value: expected None at first, got {cell.in_value!r}"


def test_training_mode(student: Any) -> None:
    """training_mode(False) and training_mode(True) set train"""
    for cell in [student.define("Keeping", KEEPING_CELL)(), *cells(student)]:
        came = []
        for mode in (False, False, True, True, False, True):
            cell.training_mode(mode)
            came.append((mode, cell.train))
        inverted = all(train is (not mode) for mode, train in came)
        other = "training_mode sets train the other way round." if inverted else ""
        with hinting(other or "training_mode(mode) sets train to its argument, True or False, whatever it was before."):
            who = student.type_name(cell)
            assert all(train is mode for mode, train in came), f"{who}: expected train as set, got {came}"


def test_update_in_value(student: Any) -> None:
    """update_in_value keeps the input while train is True, and only then"""
    first, second, third = torch.rand(3, 4, 2, generator=torch.Generator().manual_seed(1)).unbind()
    cell = student.define("Keeping", KEEPING_CELL)()
    cell.update_in_value(first)
    only = "in_value is kept only while train is True, and otherwise left as it is."
    kept = cell.in_value
    with hinting(AS_IT_CAME if isinstance(kept, Tensor) else f"in_value was not stored by update_in_value. {only}"):
        equal("in_value after update_in_value in training", kept, first)
    for mode in (False, True):
        cell.training_mode(mode)
        with hinting("training_mode sets train and must leave in_value as it is."):
            equal(f"in_value after training_mode({mode})", cell.in_value, first)
    cell.train = False
    cell.update_in_value(second)
    with hinting(only):
        equal("in_value after update_in_value with train False", cell.in_value, first)
    cell.train = True
    cell.update_in_value(third)
    with hinting("in_value is the latest input: each training forward replaces the earlier input."):
        equal("in_value after train was set to True again", cell.in_value, third)
