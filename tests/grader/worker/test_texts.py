"""`compile`, `exec` and `eval` as a rough worker has them: as Python's own, but for what they read."""
# ruff: noqa: S102, S307 (they are what is tested)

import ast
import builtins

import pytest

from grader.worker import texts
from grader.worker.reading import read


@pytest.fixture(autouse=True)
def _rough(monkeypatch):
    """They add one to what each operation gives."""
    for name in ("compile", "eval", "exec"):
        monkeypatch.setattr(builtins, name, getattr(builtins, name))
    texts.disturb(lambda source, path, mode, flags: read(source, path, (), lambda value: value + 1, mode, flags))


def test_a_text_is_read():
    space = {}
    exec("x = 2 * 3", space)
    assert space["x"] == 7
    assert eval(" 2 * 3") == 7
    assert eval(compile("2 * 3", "x", "eval")) == 7
    assert eval(compile(ast.parse("2 * 3", mode="eval"), "x", "eval")) == 7


def test_the_scope_is_that_of_the_caller():
    a, b = 2, 5
    assert eval("a * b") == 11
    assert eval("a * b", {"a": 1, "b": 1}) == 2
    assert eval("a * b", {"a": 1}, {"b": 3}) == 4
    assert [eval("n", {"n": n}) for n in range(2)] == [0, 1]
    assert eval("eval('a * 1', space)", {"space": {"a": 4}}) == 5
    assert (a, b) == (2, 5)


def test_errors_are_those_of_the_text():
    with pytest.raises(SyntaxError):
        exec("x =")
    with pytest.raises(ZeroDivisionError):
        eval("1 / 0")
    with pytest.raises(TypeError):
        exec(3)
    assert ast.unparse(ast.parse("2 * 3")) == "2 * 3"


def test_nothing_leads_to_the_former_ones():
    for function in (compile, eval, exec):
        inside = function.__closure__[0].cell_contents
        assert not any(each.cell_contents in (texts._eval, texts._exec, texts._compile) for each in inside.__closure__)
