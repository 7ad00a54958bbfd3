"""A line of a file with a caret below the place, whatever the file holds."""

import ast

import pytest

from grader.gaps import caret
from grader.screen.reading import MOST


def test_what_python_cannot_read_comes_with_its_place():
    error = caret.tree(b"x = 1\ndef f()\n    pass\n", "a.py")
    assert isinstance(error, SyntaxError)
    assert (error.msg, error.lineno, error.offset) == ("expected ':'", 2, 8)
    assert caret.shown(b"x = 1\ndef f()\n    pass\n", 2, 8) == "   2  def f()\n             ^"


def test_a_file_that_is_too_much_is_not_read():
    assert isinstance(caret.tree(b"x = 1\n", "a.py"), ast.Module)
    assert caret.tree(b"a=b\n" * MOST, "a.py") is None
    assert caret.tree(b"x = " + b"-" * 30_000 + b"1", "a.py") is None


@pytest.mark.parametrize(
    ("line", "column", "place"), [(1, 0, 2), (1, 4, 3), (1, 99, 2)], ids=["no column", "a column", "a wild one"]
)
def test_where_the_caret_stands(line, column, place):
    text, below = caret.shown("\t éx = 1\n".encode(), line, column).split("\n")
    assert text == "   1  \t éx = 1"
    assert below == " " * 6 + "\t" + " " * (place - 1) + "^"


def test_a_line_that_is_not_there_shows_nothing():
    assert caret.shown(b"x\n", 7) == caret.shown(b"x\n", 0) == caret.shown(b"\n", 1) == ""


def test_lines_are_counted_as_python_does_and_nothing_colours_a_terminal():
    assert caret.shown(b"'\x0c\x1b[2J'\r\nx y\r\n", 2) == "   2  x y\n      ^"
    assert "\x1b" not in caret.shown(b"'\x0c\x1b[2J'\r\nx y\r\n", 1)
