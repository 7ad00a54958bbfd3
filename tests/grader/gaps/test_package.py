"""The file that makes a package, with one import or one name cut out: no line moves, and the rest is as it was."""

import ast

import pytest

from grader.gaps.package import defined, without_name, without_statement

CODE = b'''"""A package."""

from .one import (
    A,
    B as C,
)
from .two import D; import math
__all__ = ["A", "C", "D"]
x = 1
'''
TREE = ast.parse(CODE)


def ran(code):
    """The lines of the statements, and the names that a star import asks for."""
    tree = ast.parse(code)
    exported = next(node.value for node in tree.body if isinstance(node, ast.Assign))
    return [node.lineno for node in tree.body][-2:], eval(ast.unparse(exported))  # noqa: S307 (our own)


def test_a_statement():
    code, names = without_statement(CODE, TREE, 5)
    assert names == ["A", "C"]
    assert (b"one" in code, b"two" in code) == (False, True)
    assert ran(code) == ([8, 9], ["D"])


def test_a_statement_beside_another():
    code, names = without_statement(CODE, TREE, 7)
    assert names == ["D"]
    assert b"pass; import math" in code
    assert ran(code) == ([8, 9], ["A", "C"])


def test_a_name():
    code = without_name(CODE, TREE, 4, "B")
    assert b"from .one import A" in code
    assert ran(code) == ([8, 9], ["A", "D"])
    assert b"pass; import math" in without_name(CODE, TREE, 7, "D")


def test_what_is_none_of_it():
    assert without_statement(CODE, TREE, 9) is None
    assert without_name(CODE, TREE, 3, "Z") is None
    assert without_name(b"import a", ast.parse("import a"), 1, "a") is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("class A: ...\ndef b(): c = 1", {"A", "b"}),
        ("from x import A as B\nimport c", {"B", "c"}),
        ("A = b = 1\nC: int = 2\nd.e = 3", {"A", "b", "C"}),
    ],
)
def test_names_of_a_text(text, names):
    assert defined(text.encode()) == names
