"""What keeps a name from a reader is a remark; what an author does with his own objects is nothing."""

import pytest

from grader.screen import screen


def found(code, path="framework/__init__.py"):
    return [(f.rule, f.kind) for f in screen({path: code.encode()})]


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("getattr(x, name)", "dynamic"), ("setattr(x, 'a' + b, 1)", "dynamic"), ("vars(x)", "dynamic"), ("vars()", "dynamic"),
        ("import torch\ngetattr(torch, name)", "dynamic"), ("x.__dict__", "introspection"), ("f.__globals__", "introspection"),
        ("f().gi_frame", "introspection"), ("class M(type): ...", "class"), ("type('A', (), {})", "class"),
        ("import torch\nclass T(torch.Tensor): ...", "class"), ("class A(metaclass=f()): ...", "class"),
        ("class P:\n    def __torch_function__(self): ...", "class"), ("x = 1j", "complex"), ("complex(1, 2)", "complex"),
        ("class V:\n    def __add__(self, o): ...\n    def __mul__(self, o): self.grad = 0\n", "own-tape"),
        ("class D:\n    parents = ()\n    def __add__(self, o): ...\n    def __neg__(self): ...\n", "own-tape"),
    ],
)  # fmt: skip
def test_what_hides_is_a_remark(code, rule):
    assert found(code) == [(rule, "remark")]


@pytest.mark.parametrize(
    "code",
    ["getattr(self, name)", "setattr(self, key, value)", "vars(self)", "self.__dict__", "cls.__dict__", "getattr(x, 'w', None)",
     "def getattr(a, b): ...\ngetattr(x, y)", "type(x)", "type(self).__name__", "x.__class__.__name__",
     "from abc import ABCMeta\nclass A(metaclass=ABCMeta): ...", "from enum import EnumMeta\nclass A(metaclass=EnumMeta): ...",
     "class A:\n    def __add__(self, o): ...\n    def __mul__(self, o): ...\n    w = 1", "class A:\n    grad = None",
     "class A:\n    def __rshift__(self, o): self.grad = 0\n    def __add__(self, o): ..."],
)  # fmt: skip
def test_what_is_ones_own_is_not(code):
    assert found(code) == []


@pytest.mark.parametrize(
    "code", ["getattr(args, n)", "vars(args)", "args.__dict__", "x = 5j", "f.__globals__", "locals", "1"]
)
def test_in_the_script_only_the_library_matters(code):
    assert [rule for rule, _ in found(code, "test.py")] == (["dynamic"] if code == "locals" else [])
    assert found("import torch\ngetattr(torch, name)", "test.py") == [("dynamic", "remark")]


def test_one_word_for_all_tapes():
    node = "class {}:\n    def __add__(self, o): ...\n    def __mul__(self, o): self.grad = 0\n"
    assert found(node.format("A") + node.format("B")) == [("own-tape", "remark")]
