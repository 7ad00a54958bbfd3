"""What is said of a file that is not there, and which others may be meant to be it."""

import pytest

from grader.gaps import words
from grader.gaps.failure import Failure


@pytest.mark.parametrize(
    "name", ["linear (1).py", "linear(2).py", "Linear.py", "linear - Copy.py", "linear copy.py", "linears.py"]
)
def test_alike(name):
    there = [f"parts/{name}", "parts/module.py", f"other/{name}"]
    assert words.alike("parts/linear.py", there) == [f"parts/{name}"]
    said = words.absent("parts/linear.py", there)
    assert said.startswith(f"This file is not there. `parts/{name}` was not taken for it")


def test_nothing_alike():
    assert words.absent("parts/linear.py", ["parts/module.py", "parts/layers.py"]) == "This file is not there."
    assert words.absent("parts/linear.py", ["parts/linear.py"]) == "This file is empty."


def test_an_exception_in_one_line():
    said = words.raised(Failure("ValueError", "a\n\x1b[2J" + "b" * 999, ()))
    assert said.startswith("This file cannot be imported: ValueError: a")
    assert said.isprintable()
    assert len(said) < 250


def test_a_syntax_error_by_its_message():
    assert words.unread(SyntaxError("expected ':'")) == "Python cannot read this file: expected ':'."
