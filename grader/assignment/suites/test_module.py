"""Exercise `module`: the base classes, their virtual methods, `train` and `in_value`, descriptions."""

from typing import Any

import torch
from torch import Tensor

from grader.errors import StudentError
from grader.testing.expect import equal, hinting
from grader.testing.mismatch import Blocked, Mismatch

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

HOLDER = """
class Holder(Module):
    def __init__(self):
        super().__init__()
        self.p, self.g = torch.ones(2), torch.zeros(2)
    def param(self):
        return [self.p]
    def gradwrtparam(self):
        return [self.g]
"""

HOLLOW = """
class Hollow{base}({base}):
    pass
"""


def built(student: Any, name: str, *arguments: Any) -> list[Any]:
    """One of that class, if it can be built: whether it can is not for this exercise to say."""
    try:
        return [getattr(student, name)(*arguments)]
    except StudentError:
        return []


def cells(student: Any) -> list[Any]:
    """One of each activation: cells that bring no __init__ of their own."""
    return [cell for name in CELLS for cell in built(student, name)]


def has(student: Any, name: str) -> bool:
    """Whether the package brings a class of that name: a missing one costs its own exercise, not this one."""
    try:
        getattr(student, name)
    except StudentError:
        return False
    return True


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


def test_virtual_in_subclasses(student: Any) -> None:
    """Loss, Cell, Activation and Optimizer leave to their subclasses what they cannot know"""
    x = torch.ones(2, 3)
    for base in ("Loss", "Cell", "Activation"):
        hollow = student.define(f"Hollow{base}", HOLLOW.format(base=base))()
        arguments = (x, x) if base == "Loss" else (x,)
        refuses_as_virtual(hollow.forward, f"{base}|Hollow{base}|Module", "forward", arguments=arguments)
        if base != "Activation":
            refuses_as_virtual(hollow.backward, f"{base}|Hollow{base}|Module", "backward", arguments=arguments)
    for loss in built(student, "MSELoss"):
        assert loss.param() == [], "MSELoss.param(): expected an empty list"
    activation = student.define("HollowActivation", HOLLOW.format(base="Activation"))()
    refuses_as_virtual(activation.derivative, "Activation", "derivative", arguments=(x,))
    optimizer = student.define("HollowOptimizer", HOLLOW.format(base="Optimizer"))
    model = student.define("Holder", HOLDER)()
    refuses_as_virtual(optimizer(model, 0.1).step, "Optimizer", "step")


def test_hierarchy(student: Any) -> None:
    """Every class has the base class that the handout draws"""
    tree = {
        "Module": ("Loss", "Cell", "Sequential"),
        "Loss": ("MSELoss", "CrossEntropyLoss"),
        "Cell": ("Activation", "Linear"),
        "Activation": CELLS,
        "Optimizer": ("SGD", "Adam"),
    }
    for base, names in tree.items():
        for name in filter(lambda each: has(student, each), names):
            with hinting("framework/__init__.py brings the base classes, too."):
                derives = student.issubclass(getattr(student, name), getattr(student, base))
            with hinting(f"Each class has the base class that the handout draws: that of {name} is {base}."):
                assert derives, f"{name}: expected a subclass of {base}"
    with hinting("Sequential's base class is Module: it is no Cell, and keeps no input."):
        assert not has(student, "Sequential") or not student.issubclass(student.Sequential, student.Cell), (
            "Sequential: expected a Module that is no Cell"
        )
    assert not student.issubclass(student.Module, student.Cell), "Module: expected no Cell"


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


def test_in_value_by_forward(student: Any, draw: Any) -> None:
    """A forward that calls update_in_value keeps its input, of any shape, until the next one in training"""
    cell = student.define("Keeping", KEEPING_CELL)()
    for shape in ((3, 2), (1, 1), (5,), (2, 3, 4)):
        for dtype in (torch.float32, torch.float64):
            x = draw.normal(*shape, dtype=dtype)
            cell.forward(x)
            with hinting(AS_IT_CAME):
                equal("in_value after forward", cell.in_value, x)
    cell.training_mode(False)
    cell.forward(draw.normal(2, 2))
    equal("in_value after a forward with train False", cell.in_value, x)


def test_cells_apart(student: Any, draw: Any) -> None:
    """Two cells of one class share neither train nor in_value"""
    define = student.define("Keeping", KEEPING_CELL)
    one, other = define(), define()
    with hinting("Each object needs its own train and in_value: set self.train and self.in_value, not the class's."):
        one.training_mode(False)
        assert other.train is True, "train: expected one cell's training_mode to leave another alone"
        assert define().train is True, "train: expected one cell's training_mode to leave new cells alone"
        other.forward(draw.normal(2, 2))
        assert one.in_value is None, "in_value: expected one cell's forward to leave another alone"
        third, x = define(), draw.normal(3, 2)
        third.forward(x)
        other.forward(draw.normal(2, 2))
        equal("in_value after another cell's forward", third.in_value, x)


def test_to_string(student: Any) -> None:
    """to_string describes each cell in words of its own"""
    texts, described = [], [*cells(student), *built(student, "Linear", 3, 4)]
    if not described:
        raise Blocked("needs a cell that can be built", "First let one of the cells be built.")
    for cell in described:
        text, who = cell.to_string(), student.type_name(cell)
        with hinting("to_string returns a text, a str: it does not print."):
            assert type(text) is str, f"{who}.to_string(): expected a str, got {type(text).__name__}"
            assert text.strip(), f"{who}.to_string(): expected a description, got an empty one"
        texts.append(text)
    with hinting("to_string gives each class words of its own, that tell a Relu apart from a Tanh."):
        assert len(set(texts)) == len(texts), f"to_string: expected a description of each class's own, got {texts}"
