"""What is too much or too deep is left unread and said; the rest of the submission is read."""

import pytest

from grader.screen import screen
from grader.screen.reading import MOST, read, weigh
from tests.grader.autograd.collection import solution

DEEP = {
    "minuses": b"x = " + b"-" * 3000 + b"1",
    "brackets": b"[" * 3000,
    "attributes": b"a" + b".b" * 9000,
    "sums": b"x = 1" + b" + 1" * 9000,
}


@pytest.mark.parametrize("name", ["minuses", "attributes", "sums"])
def test_a_file_nested_too_deeply_is_a_remark(name):
    (finding,) = screen({"framework/a.py": DEEP[name]})
    assert (finding.rule, finding.kind, finding.line) == ("unread", "remark", 1)
    assert finding.message.startswith("Your instructor will look at this; ")


def test_the_rest_is_read():
    files = {f"framework/{name}.py": code for name, code in DEEP.items()} | {
        "framework/__init__.py": b"import torch.nn"
    }
    assert [f.file for f in screen(files) if f.kind == "violation"] == ["framework/__init__.py"]


def test_a_file_that_is_too_much_is_a_remark_and_small_files_come_first():
    files = {"framework/__init__.py": b"from . import z\n" + b"x = 1\n" * MOST, "framework/z.py": b"import torch.nn\n"}
    trees, unread, broken = read(files)
    assert (list(trees), unread, broken) == (["framework/z.py"], ["framework/__init__.py"], [])


def test_prose_weighs_little_and_braces_in_a_long_text_much():
    assert weigh(b"# " + b"word " * 1000) < 1100
    assert weigh(b"f'" + b"{a}" * 9000 + b"b" * 200_000 + b"'") > 40_000


def test_an_honest_submission_is_far_from_the_bound():
    assert sum(map(weigh, solution().values())) < MOST / 3


def test_warnings_of_the_compiler_are_not_ours(recwarn):
    read({"framework/a.py": b"x = '\\d'\nassert (1, 2)\n"})
    assert not recwarn.list
