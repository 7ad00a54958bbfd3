"""The student's objects stay in a table; values go out plain, and whatever is raised becomes plain data."""

import sys

import pytest
import torch

from grader.worker import loader
from grader.worker.objects import Missing
from grader.worker.protocol import Ref
from grader.worker.tensor_objects import TensorObjects as Objects


class Thing:
    """Something of the student's."""

    def __init__(self):
        self.w, self.size, self.odd = torch.ones(2, 2), 3, {1: 2}
        self.layers = [torch.ones(1), self]

    def double(self, x, *, times=2):
        """Plain arithmetic."""
        return x * times


class Half(int):
    """A number that pretends."""


EXPORTS = {"Thing": Thing, "half": Half(3), "words": Exception}


def export(name):
    try:
        return EXPORTS[name]
    except KeyError as error:
        raise AttributeError(name) from error


@pytest.fixture
def side():
    return Objects(export, lambda file: "framework/thing.py" if file == __file__ else None)


@pytest.fixture
def thing(side):
    return side.perform("call", [side.perform("name", ["Thing"]), [], {}, False])


def test_an_object_has_one_number_for_good(side, thing):
    assert thing == Ref(thing.id, "Thing", method=False)
    assert side.perform("items", [thing, "layers"])[1] == thing
    assert side.perform("name", ["Thing"]).type_name == "type"


def test_values_go_out_plain(side, thing):
    assert side.perform("get", [thing, "size", False]) == 3
    assert torch.equal(side.perform("get", [thing, "w", False]), torch.ones(2, 2))
    assert type(side.perform("name", ["half"])) is int
    assert type(side.perform("get", [thing, "odd", False])) is Ref  # keys that are no text have no place on the wire


def test_a_tensor_may_stay(side, thing):
    kept = side.perform("get", [thing, "w", True])
    assert type(kept) is Ref
    assert side.perform("share_memory", [kept, side.perform("get", [thing, "w", True])])
    assert not side.perform("share_memory", [kept, side.perform("keep", [torch.ones(2, 2)])])
    assert torch.equal(side.perform("read", [kept]), torch.ones(2, 2))


def test_views_overlap_and_neighbours_do_not(side):
    whole = torch.zeros(10)
    parts = [side.perform("keep", [part]) for part in (whole, whole[2:4], whole[4:6], whole[:0])]
    assert side.perform("share_memory", [parts[0], parts[1]])
    assert not side.perform("share_memory", [parts[1], parts[2]])
    assert not side.perform("share_memory", [parts[0], parts[3]])


def test_methods_are_called_by_name(side, thing):
    assert side.perform("get", [thing, "double", False]).method
    assert side.perform("invoke", [thing, "double", [4], {"times": 3}, False]) == 12
    side.perform("set", [thing, "size", 9])
    assert side.perform("get", [thing, "size", False]) == 9


def test_a_name_that_is_missing_is_told_apart_from_an_attribute_that_is(side, thing):
    with pytest.raises(Missing, match="the package has no name 'Adam'") as caught:
        side.perform("name", ["Adam"])
    told = side.describe(caught.value)
    assert (told.type_name, told.missing) == ("AttributeError", True)
    with pytest.raises(AttributeError) as caught:
        side.perform("get", [thing, "nothing", False])
    assert not side.describe(caught.value).missing


class Unprintable(ValueError):
    """Whoever prints it is sorry."""

    def __str__(self):
        raise KeyError("never")


def test_an_exception_becomes_plain_data_whatever_its_class_does(side):
    try:
        raise Unprintable
    except Unprintable as error:
        told = side.describe(error)
    assert told.type_name == "Unprintable"
    assert told.builtins[:2] == ("ValueError", "Exception")
    assert told.text == "(its text cannot be printed)"
    assert told.where.startswith("framework/thing.py:")


def test_a_text_without_end_and_a_lone_surrogate_are_cut(side):
    told = side.describe(ValueError("\ud800" + "x" * 10_000))
    assert len(told.text) <= 2000
    assert told.text.startswith("?x")
    assert told.where == ""


def test_a_suites_text_finds_the_packages_names_and_the_builtins(side):
    made = side.perform("define", ["make", "def make(): return isinstance(Thing(), Thing), len([1]), torch.ones(1)"])
    assert side.perform("call", [made, [], {}, False])[:2] == (True, 1)
    with pytest.raises(Missing):
        side.perform("call", [side.perform("define", ["f", "def f(): return Adam"]), [], {}, False])


def test_a_log_from_here_to_there(side):
    side.perform("log", [True])
    with side.attention():
        torch.ones(2) + 1
    assert side.perform("seen", [])[0]["aten::add"] == 1
    counts, _, _ = side.perform("log", [False])
    assert counts["aten::add"] == 1
    assert side.perform("seen", []) == ({}, False, False)


def test_autograd_is_off_while_the_student_may_run(side):
    with side.attention():
        assert not torch.is_grad_enabled()
    assert torch.is_grad_enabled()


FILES = {
    "own/__init__.py": b"\nfrom own import one\n",
    "own/one.py": b"\nfrom own.two import call\n\n\nclass One:\n    x = call()\n",
    "own/two.py": b"def call():\n    raise ValueError\n",
}
BROKEN = FILES | {"own/one.py": b"\n\nx = (\n"}


@pytest.mark.parametrize(
    ("files", "places"),
    [(FILES, ("own/one.py:6", "own/__init__.py:2")), (BROKEN, ("own/one.py:3", "own/__init__.py:2"))],
    ids=["raised by a call", "unread"],
)
def test_which_imports_an_exception_ended(files, places):
    side = Objects(export, lambda file: file if file in files else None)
    importer = loader.install(loader.MemoryImporter(files))
    try:
        with pytest.raises((ValueError, SyntaxError)) as caught:
            loader.load(importer, "own")
    finally:
        sys.meta_path.remove(importer)
        for name in [name for name in sys.modules if name.partition(".")[0] == "own"]:
            del sys.modules[name]
    assert side.describe(caught.value).imports == places


def test_a_call_ends_no_import(side, thing):
    with pytest.raises(TypeError) as caught:
        side.perform("invoke", [thing, "double", [], {}, False])
    assert side.describe(caught.value).imports == ()


def test_a_text_of_a_suite_asks_the_package_first_and_python_next(side):
    assert side.perform("define", ["found", "found = [len, Thing]"])
    with pytest.raises(Missing, match="the package has no name 'Adam'"):
        side.perform("define", ["Mine", "class Mine(Adam): pass"])
    with pytest.raises(Missing, match="the package has no name 'Adam'"):
        side.perform("define", ["mine", "def f(): return Adam\nmine = f()"])


def test_out_of_memory_is_told_though_the_interpreter_says_nothing(side: Objects) -> None:
    """`str(MemoryError())` is empty."""
    assert side.describe(MemoryError()).text == "out of memory"
    assert side.describe(MemoryError("the whole of it")).text == "the whole of it"


def test_a_recursion_without_end_is_placed_where_it_goes_round(side):
    def leaf(depth):
        return depth + 1  # where it may happen to end

    def again(depth):
        return again(leaf(depth))

    with pytest.raises(RecursionError) as caught:
        again(0)
    line = again.__code__.co_firstlineno + 1
    assert side.describe(caught.value).where == f"framework/thing.py:{line}"
