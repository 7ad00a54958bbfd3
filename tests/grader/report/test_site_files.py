"""Building the pages of a class from files that are broken, missing, odd or older than others."""

import dataclasses
import json
import os
import random
import sys
import tracemalloc
from collections import Counter

import msgspec
import pytest

from grader.errors import Unreadable
from grader.report import alike, changes, feedback, gradebook, read_back, roll, scores_json, site
from grader.report.member import Member
from grader.result import Adjustment, Gap
from grader.scoring.scorecard import Notice
from tests.grader import made_class


@pytest.mark.parametrize(
    "text", [b"", b"{", b"\xff\xfe", b"[]", b'{"schema": 1}', b'{"score": NaN}', b"[" * 100_000, b'"' + b"x" * 10]
)
def test_what_cannot_be_read_becomes_a_problem(tmp_path, text):
    made_class.build(tmp_path, 2)
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "scores.json").write_bytes(text)
    site.write(tmp_path)
    found = roll.read(tmp_path)
    assert [(p.kind, p.id) for p in found.problems if p.kind == "unreadable"] == [("unreadable", "bad")]
    assert "bad" in (tmp_path / "index.html").read_text()
    assert not (tmp_path / "bad" / "index.html").exists()


def test_a_roster_that_cannot_be_read_is_left_out(tmp_path):
    made_class.build(tmp_path, 2)
    (tmp_path / "roster.json").write_text('{"student-0000": 3}')
    site.write(tmp_path)
    assert "roster.json is left out" in (tmp_path / "index.html").read_text()


def test_an_empty_folder_gives_a_page(tmp_path):
    site.write(tmp_path)
    page = (tmp_path / "index.html").read_text()
    assert "No results yet" in page
    assert "Everything was graded" not in page


def test_a_folder_that_is_not_there_is_said_in_a_sentence(tmp_path):
    with pytest.raises(Unreadable, match="expected a folder of results"):
        site.write(tmp_path / "nowhere")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere file names are text")
def test_a_name_that_is_no_text(tmp_path):
    made_class.build(tmp_path, 1)
    folder = tmp_path / os.fsdecode(b"\xffodd")
    (tmp_path / "student-0000").rename(folder)
    site.write(tmp_path)
    assert 'href="%FFodd/index.html">?odd</a>' in (tmp_path / "index.html").read_text()
    assert (folder / "index.html").is_file()


def test_who_handed_in_nothing_is_named(tmp_path):
    made_class.build(tmp_path, 1)
    (tmp_path / "roster.json").write_text('{"student-0000": {}, "nobody": {"name": "Handed in nothing"}}')
    assert [(p.kind, p.id) for p in roll.read(tmp_path).problems if p.id == "nobody"] == [
        ("nothing handed in", "nobody")
    ]
    site.write(tmp_path)
    assert "<strong>nobody</strong>: in the roster, but nothing was graded" in (tmp_path / "index.html").read_text()


def test_on_whom_the_grader_failed_is_named(tmp_path):
    made_class.build(tmp_path, 2)
    (tmp_path / "nobody").mkdir()
    for key in ("nobody", "student-0001"):
        (tmp_path / key / "problem.txt").write_text("it died")
    found = {p.id: p for p in roll.read(tmp_path).problems if p.kind == "grader error"}
    assert "there is no score" in found["nobody"].what
    assert "an earlier score stays" in found["student-0001"].what
    site.write(tmp_path)
    assert "<strong>nobody</strong>: the grader failed" in (tmp_path / "index.html").read_text()


def test_who_is_not_in_the_roster_is_named(tmp_path):
    made_class.build(tmp_path, 2)
    assert not [p for p in roll.read(tmp_path).problems if p.kind == "not in the roster"]
    (tmp_path / "roster.json").write_text('{"student-0000": {}}')
    assert [p.id for p in roll.read(tmp_path).problems if p.kind == "not in the roster"] == ["student-0001"]


def test_the_students_page_is_made_anew_where_it_is_missing_or_says_something_else(tmp_path):
    made_class.build(tmp_path, 2)
    site.write(tmp_path)
    told = tmp_path / "student-0000" / "feedback.html"
    written = told.stat().st_mtime_ns
    site.write(tmp_path)
    assert told.stat().st_mtime_ns == written
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(feedback, "page_of", pytest.fail)  # nothing changed: none is even rendered
        site.write(tmp_path)
    told.write_text("as it was")
    site.write(tmp_path)
    assert "points" in told.read_text()
    (tmp_path / "roster.json").write_text('{"student-0000": {"name": "Änna"}}')
    site.write(tmp_path)
    assert "Änna" in told.read_text()
    (tmp_path / site.MADE).write_text("{")
    site.write(tmp_path)
    told.unlink()
    site.write(tmp_path)
    assert "points" in told.read_text()


@pytest.mark.parametrize("read", [roll.read, gradebook.write])
def test_a_large_class_takes_little_more_memory_than_a_small_one(tmp_path, read):
    """Whole records would take 60 KiB each."""
    peaks = {}
    for size in (3, 203):
        (tmp_path / str(size)).mkdir()
        made_class.build(tmp_path / str(size), size)
        read(tmp_path / str(size))  # caches are filled
        tracemalloc.start()
        read(tmp_path / str(size))
        peaks[size] = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert (peaks[203] - peaks[3]) / 200 < 15 << 10


def test_what_could_not_be_read_stands_first_on_every_page():
    gap = Gap("framework/one.py", 7, "Python cannot read <this> file.", "   7  def f()\n             ^")
    result = msgspec.structs.replace(made_class.result("anna", 0.7, random.Random(1)), gaps=(gap,))
    one = read_back.of(result)
    for text in (feedback.page(result), site.student_page("anna", one, Member(), ("", ""))):
        first = text.partition("<main>")[2].partition("</section>")[0]
        assert "framework/one.py:7" in first
        assert "Python cannot read &lt;this&gt; file." in first
        assert "   7  def f()\n             ^</pre>" in first
    assert next((p.kind, p.what) for p in roll.problems("anna", one)) == ("not read as handed in", "framework/one.py")


def test_points_by_hand_and_who_gave_them(tmp_path):
    """Apart from the tests' own points on each page; the student reads the comment, and not whose it is."""
    by_hand = (Adjustment("linear", 2.0, "shown in <class>", "Dr. Rossi"), Adjustment(None, -1.5, "", "Dr. Rossi"))
    rule = Notice("ready-made", "framework/linear.py", 3, "torch.nn", by="Dr. Rossi", why="in a comment")
    made = made_class.result("anna", 0.7, random.Random(1))
    card = msgspec.structs.replace(made.scorecard, waived=(rule,))
    made = msgspec.structs.replace(made, scorecard=card, adjustments=by_hand)
    scores_json.write(made, tmp_path / "anna")
    member = {"name": "Änna", "team": "alpha", "hand_in": {"by": "ben"}, "late": "1 d late", "final": 33.25}
    (tmp_path / "roster.json").write_text(json.dumps({"anna": member}))
    site.write(tmp_path)
    own = f"{made.scorecard.score:.2f}".rstrip("0")
    pages = {name: (tmp_path / name).read_text() for name in ("index.html", "anna/index.html", "anna/feedback.html")}
    for text in pages.values():
        assert "33.25" in text
        assert own in text
        assert "alpha" in text
    for name in ("anna/index.html", "anna/feedback.html"):
        words = ("+2", "−1.5", "shown in &lt;class&gt;", "1 d late", "Änna", "in a comment")
        assert [word for word in words if word not in pages[name]] == []
    assert "+0.5" in pages["index.html"]
    assert "Dr. Rossi" in pages["anna/index.html"]
    assert "Rossi" not in pages["anna/feedback.html"]
    assert "handed in by <code>ben</code>" in pages["anna/feedback.html"]


def test_what_changed_stands_on_the_page_of_the_class(tmp_path):
    made_class.build(tmp_path, 2)
    former = changes.standing(tmp_path)
    scores_json.write(made_class.result("student-0000", 0.2, random.Random(5)), tmp_path / "student-0000")
    site.write(tmp_path, changes.between(former, changes.standing(tmp_path)))
    text = (tmp_path / "index.html").read_text()
    assert "What changed: 1 mark" in text
    assert "passed → failed" in text
    site.write(tmp_path)
    assert "What changed" not in (tmp_path / "index.html").read_text()


def test_what_a_team_handed_in_counts_once(tmp_path):
    made = made_class.result("anna", 0.7, random.Random(1))
    for name in ("anna", "ben", "cleo"):
        submission = dataclasses.replace(made.submission, id=name)
        scores_json.write(msgspec.structs.replace(made, submission=submission), tmp_path / name)
    (tmp_path / "roster.json").write_text('{"anna": {"team": "alpha"}, "ben": {"team": "alpha"}, "cleo": {}}')
    found = roll.read(tmp_path)
    assert (list(found.graded), list(found.records)) == (["anna", "cleo"], ["anna", "ben", "cleo"])
    assert found.size == 2


@pytest.mark.parametrize("text", [None, b"", b"[1]", b'[{"one": "a"}]', b"[" * 100_000])
def test_pairs_that_share_much_are_on_the_page_of_the_class(tmp_path, text):
    made_class.build(tmp_path, 2)
    pairs = [{"one": "<i>anna</i>", "other": "ben", "likeness": 0.8, "page": "001.html"}] * (alike.LIKEST + 1)
    pairs.insert(0, {"one": "carla", "other": "dora", "likeness": alike.NOTABLE / 2, "page": "007.html"})
    (tmp_path / "similar").mkdir()
    (tmp_path / "similar" / "similar.json").write_bytes(json.dumps(pairs).encode() if text is None else text)
    site.write(tmp_path)
    shown = (tmp_path / "index.html").read_text("utf-8")
    assert shown.count('<a href="similar/001.html">&lt;i&gt;anna&lt;/i&gt; and ben</a>') == (5 if text is None else 0)
    assert ("Similar submissions" in shown) == (text is None)
    assert "007.html" not in shown


def test_what_is_asked_of_the_whole_class_is_not_asked_again_for_each_row(tmp_path, monkeypatch):
    made_class.build(tmp_path, 40)
    asked, wholes = Counter(), vars(roll.Class).copy()
    for name in ("adjusted", "rows", "size", "graded", "why_none"):

        def counted(found, name=name):
            asked[name] += 1
            return wholes[name].fget(found)

        monkeypatch.setattr(roll.Class, name, property(counted))
    site.class_page(roll.read(tmp_path))
    assert max(asked.values()) <= 2, asked
