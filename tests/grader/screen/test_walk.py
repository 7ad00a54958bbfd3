"""The work grows with the size of the source, never with the number of ways through it: steps are counted, not seconds."""

import ast
import sys
from pathlib import Path

import pytest

import grader.screen
from grader.screen import screen
from grader.screen.reading import MOST, weigh
from grader.screen.rule import read_rule
from grader.screen.run import walked
from grader.screen.source import File
from grader.screen.walk import Walk
from tests.grader.screen.heavy import HEAVY, MIB, submission

ROOM = str(Path(grader.screen.__file__).parent)
SMALL = 4_000


def steps(files):
    """Lines of the room that run, for a screening of the files."""
    count = 0

    def trace(frame, event, _):
        nonlocal count
        if not frame.f_code.co_filename.startswith(ROOM):
            return None
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        screen(files)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("name", HEAVY)
def test_twice_the_source_is_twice_the_steps(name):
    files = submission(name, 2 * SMALL)
    assert sum(map(weigh, files.values())) <= MOST
    assert steps(files) <= 2.3 * steps(submission(name, SMALL)) + 500


@pytest.mark.parametrize("name", HEAVY)
def test_a_mebibyte_is_read_up_to_a_bound(name):
    files = submission(name, MIB)
    found = screen(files)
    read = [path for path in files if not any(f.rule == "unread" and f.file == path for f in found)]
    assert sum(weigh(files[path]) for path in read) <= MOST
    assert len(found) <= 200


@pytest.mark.parametrize("name", HEAVY)
def test_each_node_is_visited_once(name):
    for code in submission(name, SMALL).values():
        try:
            tree = ast.parse(code)
        except (SyntaxError, RecursionError, MemoryError):
            continue
        file = next(iter(walked({"framework/h.py": tree}, read_rule()).files.values()))
        assert file.visits <= sum(1 for _ in ast.walk(tree)) * 2


def walk(code, path="framework/a.py"):
    return Walk(File(path, ast.parse(code)), read_rule()).file


def test_names_are_bound_in_the_scope_that_python_says():
    file = walk("import torch as t\ndef f(a, *b, c=1, **d):\n    global g\n    g = e = 2\nclass A:\n    x = 1\n")
    assert set(file.scope.bound) == {"t", "f", "g", "A"}
    inner = walk("def f(a, *b, c=1, **d):\n    e = x\n").names[-1].scope
    assert set(inner.bound) == {"a", "b", "c", "d", "e"}


@pytest.mark.parametrize(
    "binding",
    ["for t in x: pass", "with x as t: pass", "t, u = x", "del t", "match x:\n case t: pass", "match x:\n case [*t]: 0",
     "match x:\n case {**t}: 0", "try: 0\nexcept E as t: 0", "lambda: (t := 1)", "t += 1", "def f():\n global t\n t = 1",
     "async def t(): 0", "class t: 0", "import t", "from x import y as t", "t: int = 1", "[t for x in (t := y)]"],
)  # fmt: skip
def test_whatever_else_binds_a_name_makes_it_doubtful(binding):
    code = f"import torch as t\n{binding}\nt.nn.Linear\n"
    doubtful = "lambda" not in binding and "[t for" not in binding  # these bind a `t` of their own
    assert any(f.rule == "ready-made" for f in screen({"framework/a.py": code.encode()})) != doubtful


def test_what_never_runs_is_idle():
    for test in ("TYPE_CHECKING", "typing.TYPE_CHECKING", "False", "0", "__name__ == '__main__'"):
        (place,) = [place for place in walk(f"if {test}:\n    x\nelse:\n    y\n").names if place.node.id == "x"]
        assert place.stretch.why
    (place,) = [place for place in walk("if __name__ == '__main__':\n    x\n", "test.py").names if place.node.id == "x"]
    assert not place.stretch.why
