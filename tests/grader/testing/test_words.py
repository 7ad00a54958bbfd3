"""What is said of any test: a hint where nothing better is known, and what an exception mostly means."""

import ast
from pathlib import Path

import pytest

from grader.errors import Fault, student_error
from grader.testing import words
from grader.testing.mismatch import Mismatch


def test_a_hint_is_given_to_what_has_none_and_kept_from_what_has():
    with pytest.raises(Mismatch) as none, words.hinting("mine"):
        raise Mismatch("a: expected 1, got 2", words.EVERYWHERE)
    with pytest.raises(Mismatch) as known, words.hinting("mine"):
        raise Mismatch("a: expected 1, got 2", "a known mistake")
    with pytest.raises(Mismatch) as first, words.hinting("mine", first=True):
        raise Mismatch("a: expected 1, got 2", "a known mistake")
    assert (none.value.hint, known.value.hint, first.value.hint) == ("mine", "a known mistake", "mine")


def test_an_exception_is_told_with_its_meaning_and_the_course_s_own_words():
    error = student_error(Fault("NameError", ("NameError",), "no x", "parts/a.py:3", False, ()))
    assert words.raised(error).startswith("Your code raised NameError at parts/a.py:3. Nothing was assigned")
    with words.course({"NameError": "Look again."}, "parts"):
        assert words.raised(error) == "Your code raised NameError at parts/a.py:3. Look again."
        assert words.not_exported("A") == "`parts/__init__.py` has no `A`"


def test_it_is_read_without_torch_and_numpy():
    tree = ast.parse(Path(words.__file__).read_text("utf-8"))
    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not {"torch", "numpy", "hints", "expect"} & modules
