"""The student face on a package in this process: the vocabulary of the suites."""

import textwrap
from pathlib import Path
from types import ModuleType

import pytest
import torch

from grader.errors import MissingName, StudentError
from grader.student import local
from grader.student.proxy import Handle, Student

PACKAGE = """
import torch
class Module:
    def forward(self, *x): raise NotImplementedError(type(self).__name__ + ".forward")
class Cell(Module):
    train = True
    in_value = None
class Linear(Cell):
    def __init__(self, i, o):
        if i < 1: raise ShapeError(f"expected a size, got {i}")
        self.w, self.dw = torch.randn(o, i), torch.zeros(o, i)
    def forward(self, x):
        self.in_value = x
        return x @ self.w.T
    def backward(self, g):
        self.dw += g.T @ self.in_value
        return g @ self.w
    def param(self): return [self.w]
    def gradwrtparam(self): return [self.dw]
    def describe(self): print("Linear, plainly")
class MSELoss(Module):
    def forward(self, p, t): return ((p - t) ** 2).mean()
    def backward(self, p, t): return 2 * (p - t) / p.numel()
class SGD:
    def __init__(self, model, lr): self.model, self.lr = model, lr
    def zero_grad(self): [g.zero_() for g in self.model.gradwrtparam()]
    def step(self): [p.sub_(g * self.lr) for p, g in zip(self.model.param(), self.model.gradwrtparam())]
class ShapeError(ValueError): pass
class Odd:
    def __str__(self): raise KeyError("never")
    def __eq__(self, other): return True
class Unprintable(Exception):
    def __str__(self): raise KeyError("never")
def odd(): return Odd()
def unprintable(): raise Unprintable
"""


@pytest.fixture
def student(tmp_path: Path) -> Student:
    folder = tmp_path / "framework"
    folder.mkdir()
    (folder / "__init__.py").write_text(PACKAGE)
    (tmp_path / "test.py").write_text("import sys; print('args', sys.argv[1:]); sys.exit(3)")
    package = ModuleType("framework")
    package.__file__ = str(folder / "__init__.py")
    exec(compile(PACKAGE, package.__file__, "exec"), package.__dict__)  # noqa: S102
    return local.student(package)


def test_objects_stay_and_values_travel(student: Student) -> None:
    layer = student.Linear(3, 4)
    x = torch.randn(5, 3)
    assert isinstance(layer, Handle)
    assert torch.equal(layer.forward(x), x @ layer.w.T)
    layer.train = False
    assert layer.train is False
    assert torch.equal(layer.in_value, x)


def test_a_value_is_no_view_of_either_side(student: Student) -> None:
    layer, x = student.Linear(3, 4), torch.ones(5, 3)
    layer.forward(x)
    x.zero_()
    layer.w.zero_()
    assert layer.in_value.sum() == 15
    assert layer.w.abs().sum() > 0


def test_handles_tell_identity_and_aliasing(student: Student) -> None:
    layer = student.Linear(3, 4)
    w = student.attr(layer, "w")
    (kept,) = layer.param.keep()
    assert student.same(w, kept)
    assert student.share_memory(w, kept)
    assert not student.share_memory(w, student.attr(layer, "dw"))
    w.copy_(torch.ones(4, 3))
    assert torch.equal(student.read(kept), torch.ones(4, 3))
    assert student.same(student.attr(layer, "w"), student.keep(w))


def test_exceptions_arrive_as_what_they_were(student: Student) -> None:
    with pytest.raises(ValueError, match="expected a size, got 0") as caught:
        student.Linear(0, 4)
    assert isinstance(caught.value, StudentError)
    assert caught.value.type_name == "ShapeError"
    assert caught.value.where.startswith("framework/__init__.py:")
    with pytest.raises(NotImplementedError, match=r"Cell\.forward"):
        student.Cell().forward(torch.ones(1))
    with pytest.raises(MissingName):
        _ = student.Adam
    with pytest.raises(StudentError, match="cannot be printed"):
        student.unprintable()


def test_absent_attributes_have_defaults(student: Student) -> None:
    assert getattr(student.Linear(1, 1), "b", None) is None


def test_an_always_equal_object_equals_nothing_here(student: Student) -> None:
    thing = student.odd()
    assert (thing == 3) is False
    assert student.type_name(thing) == "Odd"


def test_the_same_text_gives_the_same_class(student: Student) -> None:
    source = "class Once(Module):\n    pass"
    assert student.same(student.define("Once", source), student.define("Once", source))
    assert not student.same(student.define("Once", source), student.define("Once", source + "\n"))


def test_classes_are_defined_over_there(student: Student) -> None:
    source = textwrap.dedent("""
        class Double(Cell):
            def forward(self, x):
                super_train = super().train
                return torch.mul(x, 2) if super_train and isinstance(self, Cell) else Linear(1, 1)
    """)
    double = student.define("Double", source)
    assert student.issubclass(double, student.Module)
    assert student.isinstance(double(), (student.Linear, student.Cell))
    assert not student.isinstance(double(), student.Linear)
    assert double().forward(torch.ones(2)).tolist() == [2.0, 2.0]


def test_dtype_seed_and_output(student: Student) -> None:
    with student.default_dtype(torch.float64):
        student.manual_seed(1)
        first = student.Linear(2, 2).w
    student.manual_seed(1)
    assert first.dtype == torch.float64
    assert student.Linear(2, 2).w.dtype == torch.get_default_dtype() == torch.float32
    with student.output() as out:
        student.Linear(1, 1).describe()
    assert out.text == "Linear, plainly\n"


def test_a_training_run_is_one_call(student: Student) -> None:
    student.manual_seed(0)
    model = student.Linear(2, 1)
    x = torch.randn(20, 2)
    target = x @ torch.tensor([[2.0], [-1.0]])
    order = list(torch.arange(20).repeat(30).split(5))
    losses = student.train(model, student.MSELoss(), student.SGD(model, 0.1), x, target, order)
    assert losses.shape == (120,)
    assert losses[-1] < 1e-3 < losses[0]


def test_operations_are_logged(student: Student) -> None:
    layer = student.Linear(2, 2)
    with student.operations() as log:
        layer.forward(torch.ones(1, 2))
    assert log.counts["aten::mm"] == 1
    assert not log.complex
    assert not log.requires_grad
    with student.operations() as log:
        layer.forward(torch.ones(1, 2, dtype=torch.complex64).real)
        student.keep(torch.ones(2, dtype=torch.complex64)).mul_(2)
    assert log.complex
    with student.operations() as log:
        leaf = student.keep(torch.ones(2))
        leaf.requires_grad_()
        leaf.sum()
    assert log.requires_grad


def test_autograd_is_off_in_every_call(student: Student) -> None:
    source = "def on():\n    torch.set_grad_enabled(True)\ndef state():\n    return torch.is_grad_enabled()"
    student.define("on", source)()
    assert student.define("state", source)() is False
    assert torch.is_grad_enabled()  # the suites' own oracle differentiates in this process


def test_a_script_is_run(student: Student) -> None:
    run = student.script("test.py", args=("--disk", "course"), seconds=60)
    assert (run.status, run.stdout) == (3, "args ['--disk', 'course']\n")


def test_an_exit_of_the_students_is_an_exception_of_theirs(student: Student) -> None:
    leave = student.define("leave", "def leave():\n    raise SystemExit(0)")
    with pytest.raises(StudentError, match="SystemExit"):
        leave()
