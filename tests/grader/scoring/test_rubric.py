"""The rubric is refused whole if it contradicts itself or its suites."""

from pathlib import Path

import pytest

from grader import settings
from grader.errors import BadAssignment
from grader.scoring.rubric import read

SUITE = 'def test_a():\n    """First."""\n\n\ndef test_b():\n    """Second."""\n'
RUBRIC = """
assignment = "small"
cap = 1.0
[exercises.small]
title = "Small"
points = 4.0
[exercises.small.tests]
test_a = {visibility = "visible"}
test_b = {weight = 3, needs = ["test_a"]}
"""


def small(folder: Path, rubric: str = RUBRIC, suite: str = SUITE) -> Path:
    (folder / "test_small.py").write_text(suite)
    path = folder / "rubric.toml"
    path.write_text(rubric)
    return path


def test_ours_adds_up_to_the_contract() -> None:
    rubric = settings.read().rubric
    points = {key: exercise.points for key, exercise in rubric.exercises.items()}
    assert points == {
        "module": 6,
        "linear": 16,
        "activations": 16,
        "losses": 14,
        "sequential": 12,
        "optimizers": 14,
        "errors": 6,
        "training": 16,
    }
    assert rubric.max_score == 100.0
    assert rubric.cap == 20.0


def test_titles_and_shares(tmp_path: Path) -> None:
    exercise = read(small(tmp_path), tmp_path).exercises["small"]
    assert [test.title for test in exercise.tests.values()] == ["First.", "Second."]
    assert (exercise.share("test_a"), exercise.share("test_b")) == (1.0, 3.0)
    assert (exercise.visibility_of("test_a"), exercise.visibility_of("test_b")) == ("visible", "hidden")


def test_a_row_of_several_parts_is_a_verdict_for_each(tmp_path: Path) -> None:
    row = 'test_b = {weight = 3, each = ["One", "Two"], watched = ["One.backward", "Two.backward"]}'
    rubric = RUBRIC.replace('test_b = {weight = 3, needs = ["test_a"]}', row)
    exercise = read(small(tmp_path, rubric), tmp_path).exercises["small"]
    one, two = (exercise.tests[f"test_b[{part}]"] for part in ("One", "Two"))
    assert list(exercise.tests) == ["test_a", "test_b[One]", "test_b[Two]"]
    assert (one.title, one.watched, two.watched) == ("One: Second.", ("One.backward",), ("Two.backward",))
    assert [exercise.share(name) for name in exercise.tests] == [1.0, 1.5, 1.5]
    with pytest.raises(BadAssignment, match="expected each part once, got One, One"):
        read(small(tmp_path, rubric.replace('"One", "Two"]', '"One", "One"]')), tmp_path)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("weight = 3", "weight = 0"),
        ("weight = 3", "wieght = 3"),
        ("points = 4.0", "points = -4.0"),
        ("cap = 1.0", "cap = 9.0"),
        ('["test_a"]', '["test_b"]'),
        ('["test_a"]', '["test_c"]'),
        ("test_b =", "test_c ="),
        ('"visible"', '"secret"'),
    ],
)
def test_contradictions(old: str, new: str, tmp_path: Path) -> None:
    with pytest.raises(BadAssignment):
        read(small(tmp_path, RUBRIC.replace(old, new)), tmp_path)


def test_a_rubric_without_an_exercise(tmp_path: Path) -> None:
    path = small(tmp_path, 'assignment = "small"\ncap = 1.0\nexercises = {}\n')
    with pytest.raises(BadAssignment, match=r"rubric\.toml: expected an exercise"):
        read(path, tmp_path)


def test_a_test_without_a_title(tmp_path: Path) -> None:
    with pytest.raises(BadAssignment):
        read(small(tmp_path, suite=SUITE.replace('"""First."""', "pass")), tmp_path)
