"""Pairs as `similar` lists them: read back, those that stand out, and both sources on a page."""

import json

import pytest

from grader.report import alike
from grader.report.alike import Alike, Side

PAIR = Alike("anna", "<b>ben</b>", 0.8, "001.html", (Side("a", {"a.py": [(2, 3)]}), Side("b", {"b.py": [(1, 1)]})))


@pytest.mark.parametrize("text", [None, b"", b"{}", b'[{"one": 1}]', b"[" * 100_000])
def test_a_list_that_cannot_be_read_is_none(tmp_path, text):
    (tmp_path / alike.SIMILAR).mkdir()
    if text is not None:
        (tmp_path / alike.SIMILAR / alike.FILE).write_bytes(text)
    assert alike.read(tmp_path) == []


def test_a_list_of_an_earlier_version_is_read(tmp_path):
    (tmp_path / alike.SIMILAR).mkdir()
    old = {"one": "anna", "other": "ben", "likeness": 0.5, "page": "001.html"}
    (tmp_path / alike.SIMILAR / alike.FILE).write_text(json.dumps([old]))
    assert alike.read(tmp_path) == [Alike("anna", "ben", 0.5, "001.html")]


def test_only_what_stands_out_is_likest():
    pairs = [Alike("a", "b", 0.9 - 0.1 * place, "") for place in range(9)]
    assert alike.likest(pairs) == pairs[: alike.LIKEST]
    assert alike.likest(pairs[5:]) == pairs[5:7]


def test_a_page_shows_both_sources_with_what_they_share():
    text = alike.pair_page(PAIR, ({"a.py": "one\ntwo\nthree\n", "c.py": "left out"}, {"b.py": "<i>two</i>\n"}))
    assert text.count('class="here"') == 3
    assert '<span class="here">   2  two</span>' in text
    assert "&lt;i&gt;two&lt;/i&gt;" in text
    assert "left out" not in text.partition("<main>")[2]
    assert "&lt;b&gt;ben&lt;/b&gt;" in text
