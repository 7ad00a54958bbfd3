"""Pairs on pages: both sources, what is shared in colour, nothing of a source that a browser would run."""

import json

import pytest

from grader.report import alike
from grader.similar import page
from grader.similar.fingerprints import Reader
from grader.similar.ranking import ranked

SHARED = "total = total * weight + other[place] - list(values)[count] / (1 + rest)\n"


@pytest.fixture
def pairs():
    reader = Reader([])
    anna = reader.work("anna", {"framework/a.py": "# <script>alert(1)</script>\n" + SHARED, "framework/b.py": "x = 1"})
    ben = reader.work("<b>ben</b>", {"framework/c.py": SHARED})
    return ranked([anna, ben, reader.work("carla", {"d.py": "y = {1: [2, (3, 4)], 5: 6, 7: 8, 9: 10}\n"})])


def test_a_pair_has_a_page_with_its_shared_lines(pairs, tmp_path):
    page.write(pairs, tmp_path, ["dora was not compared: it is empty"], 3)
    text = (tmp_path / "001.html").read_text("utf-8")
    assert '<span class="here">   2  total = total' in text
    assert "framework/b.py" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<script" not in text
    index = (tmp_path / "index.html").read_text("utf-8")
    assert "&lt;b&gt;ben&lt;/b&gt;" in index
    assert "dora was not compared" in index
    [listed] = json.loads((tmp_path / alike.FILE).read_text())
    assert (listed["one"], listed["other"], listed["page"]) == ("anna", "<b>ben</b>", "001.html")
    assert listed["likeness"] > 0.9
    assert [side["spans"] for side in listed["sides"]] == [{"framework/a.py": [[2, 2]]}, {"framework/c.py": [[1, 1]]}]


def test_pages_of_an_earlier_run_go_away(pairs, tmp_path):
    (tmp_path / "002.html").write_text("old")
    (tmp_path / "mine.html").write_text("kept")
    page.write(pairs, tmp_path, [], 3)
    assert {path.name for path in tmp_path.iterdir()} == {"001.html", "index.html", "mine.html", alike.FILE}
    page.write([], tmp_path, [], 3)
    assert not (tmp_path / "001.html").exists()
    assert "No two submissions share anything" in (tmp_path / "index.html").read_text("utf-8")
