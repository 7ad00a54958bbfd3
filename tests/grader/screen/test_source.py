"""Files by module, scopes by Python's rules, chains as they are written."""

import ast

import pytest

from grader.screen.source import LONGEST, LONGEST_NAME, File, dotted, short, shown


def expression(text):
    return ast.parse(text, mode="eval").body


@pytest.mark.parametrize(
    ("path", "module", "relative"),
    [("framework/__init__.py", "framework", "framework.x"), ("framework/a/b.py", "framework.a.b", "framework.a.x"),
     ("framework/a/__init__.py", "framework.a", "framework.a.x"), ("test.py", "test", "x")],
)  # fmt: skip
def test_a_file_knows_its_module_and_what_a_dot_means(path, module, relative):
    file = File(path, ast.parse(""))
    assert file.module == module
    assert file.absolute("x", 1) == relative
    assert file.absolute("x", 0) == file.absolute("x", 9) == "x"


def test_classes_are_no_scope_for_what_is_inside_of_them():
    module = File("framework/a.py", ast.parse("")).scope
    owner = module.inside("class")
    method = owner.inside("function")
    assert list(method.outward()) == [method, module]
    assert list(owner.outward()) == [owner, module]
    assert method.stores is owner.stores is not module.stores


def test_a_chain_is_taken_apart_and_shown():
    root, names = dotted(expression("torch.nn.functional.relu"))
    assert (root.id, names) == ("torch", ["nn", "functional", "relu"])
    assert shown(expression("F.relu")) == "F.relu"
    assert shown(expression("f(x).y.z")) == "….y.z"


def test_long_names_are_cut():
    assert short("a" + ".b" * 1000).count(".") == LONGEST - 1
    assert len(short("a" * 1000)) == LONGEST_NAME
    assert len(shown(expression("a" * 1000 + ".b" * 100))) <= LONGEST_NAME
