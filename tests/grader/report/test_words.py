"""Numbers and outcomes in words, as they stand on every page."""

from typing import get_args

import pytest

from grader.report import words
from grader.result import Adjustment, Status
from grader.scoring.outcomes import Kind


def test_every_outcome_and_status_has_a_word():
    assert words.WORDS.keys() == {*get_args(Kind), *get_args(Status)}


@pytest.mark.parametrize(
    ("value", "text"), [(12.0, "12"), (12.5, "12.5"), (87.254, "87.25"), (0.0, "0"), (100.0, "100"), (0.004, "0")]
)
def test_points(value, text):
    assert words.points(value) == text


@pytest.mark.parametrize(
    ("share", "text"), [(0.0, "0"), (0.001, "1"), (0.5, "50"), (0.994, "99"), (0.9999, "99"), (1.0, "100")]
)
def test_all_or_nothing_is_said_of_all_or_nothing_alone(share, text):
    assert words.percent(share) == f"{text}\u202f%"


def test_a_number_with_its_noun():
    assert words.count(1, "test") == "1 test"
    assert words.count(0, "test") == "0 tests"
    assert words.count(1234, "entry", "entries") == "1,234 entries"


def test_a_sentence_leaves_file_names_as_they_are():
    assert words.sentence("there is no package") == "There is no package."
    assert words.sentence("x.rar: expected a folder?") == "x.rar: expected a folder?"
    assert words.sentence("") == ""


def test_a_message_behind_its_place():
    assert words.located("a.py", 7, "no") == "a.py:7: no"
    assert words.located("a.py", 0, "no") == "a.py: no"
    assert words.located("", 0, "no") == "no"


def test_points_by_hand_in_words():
    one = Adjustment("linear", -2.5, "shown", "Dr. Rossi")
    assert words.adjusted(one) == "linear −2.5 points: shown"
    assert words.adjusted(one, by=True) == "linear −2.5 points by Dr. Rossi: shown"
    assert words.adjusted(Adjustment(None, 3.0, "", "")) == "in all +3 points"
