"""A `scores.json` read back for pages: what has not its shape, or cannot be, is told in a sentence."""

import json
import random

import msgspec
import pytest

from grader.report import read_back, scores_json
from grader.report.read_back import BrokenRecordError
from grader.result import Gap
from grader.scoring.scorecard import Excerpt, Notice
from tests.grader import made_class

RULE = Notice("no-autograd", "framework/linear.py", 7, "torch.autograd")
MADE = made_class.result("anna", 0.7, random.Random(1), (RULE,))


@pytest.fixture
def file(tmp_path):
    """A file that can be read, and may be changed."""
    return scores_json.write(MADE, tmp_path / "anna")


def test_from_the_file_as_from_the_result(file):
    assert read_back.read(file) == read_back.of(MADE)


def test_what_a_record_knows_of_itself():
    one = read_back.of(MADE)
    tests = [test.outcome for exercise in MADE.scorecard.exercises for test in exercise.tests]
    assert one.count("passed") == tests.count("passed")
    assert one.count("failed", "crashed") == tests.count("failed") + tests.count("crashed")
    assert one.by_exercise == {exercise.id: exercise.score for exercise in MADE.scorecard.exercises}
    assert (one.problem, one.side_notes) == ("", ())


def test_the_first_note_of_one_that_is_not_gradable_is_its_problem():
    one = read_back.of(made_class.refused("ben", "there is no package framework/"))
    assert (one.problem, one.side_notes) == ("there is no package framework/", ())


def test_an_excerpt_is_found_by_its_place():
    excerpt = Excerpt("framework/linear.py", 7, 6, ("a", "b"))
    policy = read_back.Policy((RULE,), 20.0, 100.0, capped=True, excerpts=(excerpt,))
    assert policy.excerpt(RULE) == excerpt
    assert policy.excerpt(Notice("x", "framework/linear.py", 8, "")) is None


def test_a_file_of_the_first_version_has_no_remarks(file):
    plain = json.loads(file.read_text())
    for name in ("remarks", "waived", "excerpts"):
        del plain["policy"][name]
    file.write_text(json.dumps(plain))
    assert read_back.read(file).policy.remarks == ()


@pytest.mark.parametrize("text", [b"", b"{", b"\xff\xfe", b"[]", b'{"schema": 1}', b"[" * 100_000])
def test_what_is_no_record_is_told(text, file):
    file.write_bytes(text)
    with pytest.raises(BrokenRecordError, match=r"^scores\.json is not what the grader writes: "):
        read_back.read(file)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"score": 101.0}, "holds 101.0 of 100.0 points"),
        ({"score": -1}, "holds -1"),
        ({"score": 0, "max_score": 0}, "holds 0.0 points in"),
        ({"seconds": -1}, "in -1.0 s, which cannot be"),
    ],
)
def test_numbers_that_cannot_be_are_not_believed(change, words, file):
    file.write_text(json.dumps(json.loads(file.read_text()) | change))
    with pytest.raises(BrokenRecordError, match=words):
        read_back.read(file)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(BrokenRecordError, match=r"scores\.json cannot be read: No such file"):
        read_back.read(tmp_path / "scores.json")


def test_every_one_in_the_order_of_the_ids_and_the_broken_ones_too(tmp_path):
    for name in ("ben", "Anna", ".hidden", "cleo"):
        scores_json.write(MADE, tmp_path / name)
    (tmp_path / "cleo" / "scores.json").write_text("{")
    (tmp_path / "dora").mkdir()
    found = list(read_back.every(tmp_path))
    assert [id for id, _ in found] == ["Anna", "ben", "cleo"]
    assert isinstance(found[2][1], BrokenRecordError)


def test_gaps_come_back_and_files_of_before_have_none(file):
    gap = Gap("framework/one.py", 7, "Python cannot read this file.", "   7  x\n      ^")
    assert read_back.of(msgspec.structs.replace(MADE, gaps=(gap,))).gaps == (gap,)
    record = json.loads(file.read_text())
    del record["gaps"]
    file.write_text(json.dumps(record))
    assert read_back.read(file).gaps == ()
