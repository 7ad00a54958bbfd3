"""The engine names no class, no file and no exercise of an assignment: whatever it has to know is handed to it."""

import ast
import re

import pytest

import framework
from grader import settings
from tests.commands import ROOT

ENGINE = sorted(
    path
    for path in settings.HERE.rglob("*.py")
    if "assignment" not in path.relative_to(settings.HERE).parts and "__pycache__" not in path.parts
)
ASSIGNMENT = settings.read()
EVERY = [ASSIGNMENT, *(settings.read(path.parent) for path in sorted((ROOT / "examples").glob("*/assignment.toml")))]
# Names that the engine may have for other reasons: torch has them.
TORCHS_TOO = {
    "Module", "Linear", "Sequential", "Softmax", "Sigmoid", "Tanh", "MSELoss", "CrossEntropyLoss", "SGD", "Adam",
}  # fmt: skip
OWN = {name for name in framework.__all__ if name[0].isupper()} - TORCHS_TOO
PACKAGE = re.escape(ASSIGNMENT.settings.package)
SAYS = re.compile(
    rf"\b(?:{'|'.join([*OWN, 'disks?'])})\b|^{PACKAGE}$|\b{PACKAGE}/|\b{re.escape(ASSIGNMENT.settings.script)}\b"
)


NAMED = {path.name for each in EVERY for path in (each.solution / each.settings.package).rglob("*.py")} - {
    "__init__.py", "checks.py", "data.py", "errors.py", "figure.py",
}  # fmt: skip
# Not a word that is one of any language, such as `module`: a file, or a test with the exercise that it is of.
TOO = re.compile(
    rf"\b(?:{'|'.join(map(re.escape, sorted(NAMED)))})\b"
    rf"|\b(?:{'|'.join(sorted({key for each in EVERY for key in each.rubric.exercises}))})\.test_"
    rf"|\b(?:{'|'.join(each.settings.package for each in EVERY if each is not ASSIGNMENT)})\b"
)


def said(path):
    """What the code says: its names, and its texts but for docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.lineno, node.id
        elif isinstance(node, ast.Attribute):
            yield node.lineno, node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.lineno, node.value


@pytest.mark.parametrize("path", ENGINE, ids=lambda path: path.relative_to(settings.HERE).as_posix())
def test_no_line_of_the_engine_names_what_is_graded(path):
    assert [(line, text) for line, text in said(path) if SAYS.search(text) or TOO.search(text)] == []


def test_the_search_finds_what_is_there():
    assert any(SAYS.search(text) for _, text in said(settings.DEFAULT / "carry.py"))
    assert SAYS.search("framework/linear.py")
    assert SAYS.search("Relu")
    assert all(map(TOO.search, ("parts/linear.py", "losses.test_mse", "kmeans", "distances.py")))
    assert not TOO.search("module, or tests of a layer")
