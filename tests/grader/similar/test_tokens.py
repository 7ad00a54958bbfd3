"""What counts in a source, and what does not."""

import re
import sys

from grader.similar import tokens
from grader.similar.tokens import Signs, names, unspoken

ONE = '''
import torch


class Tanh(Cell):
    """The hyperbolic tangent."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        size: int = 3  # of it
        return torch.exp(x) * size
'''
OTHER = """
import torch
class Tanh(Cell):
    def forward(this, given):
        number = 3
        return torch.exp(given)*number
"""


def signs(source, known=("Tanh", "Cell", "forward", "torch")):
    return Signs(known).row(source).signs


def test_names_comments_layout_docstrings_and_annotations_count_for_nothing():
    both = Signs(("Tanh", "Cell", "forward", "torch"))
    one, other = both.row(ONE.replace(": int", "")).signs, both.row(OTHER).signs
    colon = both.row(":").signs
    arrow = both.row("->").signs
    assert one.replace(arrow, "").replace(colon, "") == other.replace(colon, "")


def test_names_that_nobody_can_choose_are_told_apart():
    both = Signs(())
    assert both.row("a = x.exp()").signs == both.row("b = y.exp()").signs
    assert both.row("a = x.exp()").signs != both.row("a = x.log()").signs
    assert both.row("a = x.mine()").signs == both.row("a = x.yours()").signs
    assert both.row("len(x)").signs != both.row("max(x)").signs


def test_each_token_knows_its_line():
    row = Signs(()).row("a = 1\n\n\nb = (2,\n     3)\n")
    assert row.lines == (1, 1, 1, 4, 4, 4, 4, 4, 5, 5)
    assert len(row.signs) == len(row.lines)


def test_classes_and_functions_are_rows_of_their_own():
    source = "a = 1\n\n@b\nclass C:\n    x = 2\n\n    def f(self):\n        return 3\n\n    y = 4\n\nz = 5\n"
    row = Signs(()).row(source)
    assert [row.lines[start] for start in row.starts] == [1, 3, 7, 10, 12]
    assert Signs(()).row("def f(:\n").starts == Signs(()).row("").starts == (0,)


def test_a_file_that_is_no_python_is_read_as_far_as_it_goes():
    assert len(signs("a = 1\nb = (")) >= 3
    assert signs("") == ""
    assert signs("\0") == signs("\0")
    assert unspoken("def f(:") == []


def test_places_are_those_of_letters_not_of_bytes():
    [(first, end)] = unspoken('ä = 1; "größer"')
    assert (first, end) == ((1, 7), (1, 15))


def test_more_different_tokens_than_there_are_signs_share_the_last(monkeypatch):
    monkeypatch.setattr("grader.similar.tokens.FIRST", sys.maxunicode - 3)
    assert len(signs("[1, 2, 3, 4, 5, 6]")) == 13


def test_what_was_handed_out_names_is_known():
    assert names("import torch.x\nclass A:\n def f(self, no): self.w = no") >= {"torch", "x", "A", "f", "w"}
    assert "no" not in names("def f(no): pass")
    assert names("def") == set()


def test_a_line_is_looked_at_once_whatever_stands_in_it(monkeypatch):
    """The place of each annotation would else be counted from the beginning of its line."""
    looked = []
    monkeypatch.setattr(tokens, "letters", lambda line, whole=tokens.letters: looked.append(line) or whole(line))
    many = "def f(" + ", ".join(f"ä{number}: {'é' * (number % 7 + 1)}" for number in range(400)) + "):\n    return ä1\n"
    assert len(unspoken(many)) == 400
    assert len(looked) == many.count("\n") + 1
    both = Signs(())
    signs, bare = both.row(many).signs, both.row(re.sub(r": é+", "", many)).signs
    assert signs.replace(both.row(":").signs, "") == bare.replace(both.row(":").signs, "")


def test_lines_end_where_python_ends_them():
    source = "a = 1  # \x0c \u2028\ndef f(ä: é, b: c):\r\n    d: e = 1\n"
    assert sorted(unspoken(source)) == [((2, 9), (2, 10)), ((2, 15), (2, 16)), ((3, 7), (3, 8))]
