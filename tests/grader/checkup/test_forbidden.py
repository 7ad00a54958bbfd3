"""The forbidden actions are real: outside of a worker they do what they say. `test_doctor` runs them inside."""

import ast
import sys

import pytest

from grader.checkup import forbidden

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the actions are Linux's")


def actions():
    """The functions of the source, in a space of their own."""
    space = {}
    exec(forbidden.SOURCE, space)  # noqa: S102  our own text
    return space


@linux
def test_an_action_without_walls_has_an_effect():
    space = actions()
    assert "read" in space["attempt"]("read /etc/passwd", __file__)
    assert "socket" in space["attempt"]("open an internet socket", __file__)
    assert "memfd gave" in space["attempt"]("make a file in memory", __file__)


@linux
def test_every_action_has_a_name_and_is_told_apart():
    names = actions()["names"]()
    assert len(names) == len(set(names)) >= 30
    assert {"fork", "read the suites", "open an internet socket", "kill every process"} <= set(names)


def test_the_source_is_one_that_a_worker_can_import():
    tree = ast.parse(forbidden.SOURCE)
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert imported <= set(sys.stdlib_module_names)
