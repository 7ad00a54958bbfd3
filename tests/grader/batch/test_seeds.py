"""A regrade rolls no dice: which seed is taken, and what is said of an earlier file that is broken."""

import json
from pathlib import Path

import pytest
import typer

from grader.batch import seeds
from grader.records import Submission

ANNA = Submission("anna", "a" * 64, {})


def write(path: Path, *, id: str = "anna", sha256: str = "a" * 64, seed: object = 7) -> Path:
    path.write_text(json.dumps({"submission": {"id": id, "sha256": sha256}, "environment": {"seed": seed}}))
    return path


@pytest.mark.parametrize(
    ("id", "sha256", "kept"),
    [
        ("anna", "a" * 64, True),
        ("anna", "b" * 64, True),  # handed in anew: what differs is the work alone
        ("anna (1)", "a" * 64, True),
        ("ben", "b" * 64, False),
        ("ben", "", False),
    ],
)
def test_a_submission_keeps_its_seed(id: str, sha256: str, kept: bool, tmp_path: Path) -> None:
    rule, words = seeds.keeping(None, write(tmp_path / "scores.json", id=id, sha256=sha256))
    assert words == ""
    assert (rule(ANNA) == 7) == kept
    assert (rule(Submission("anna", "", {})) == 7) == (id == "anna")


def test_seed_new_draws_another_and_a_number_is_taken(tmp_path: Path) -> None:
    path = write(tmp_path / "scores.json")
    new, _ = seeds.keeping(seeds.parsed("new"), path)
    assert 7 not in {new(ANNA), new(ANNA)}
    given, _ = seeds.keeping(seeds.parsed("123"), path)
    assert given(ANNA) == 123
    assert seeds.parsed(None) is None


@pytest.mark.parametrize("text", ["", "-1", "1.5", "newer", "²", "9" * 19, "9" * 5000])
def test_anything_else_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="expected a whole number from 0 on, or new"):
        seeds.parsed(text)


def test_where_nothing_was_graded_there_is_nothing_to_say(tmp_path: Path) -> None:
    rule, words = seeds.keeping(None, tmp_path / "scores.json")
    assert words == ""
    assert rule(ANNA) != rule(ANNA)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"submission": {"id": "anna"}}', "[" * 100_000])
def test_a_broken_file_gives_a_new_seed_and_a_sentence(text: str, tmp_path: Path) -> None:
    path = tmp_path / "scores.json"
    path.write_text(text)
    rule, words = seeds.keeping(None, path)
    assert str(path) in words
    assert "a new one is drawn" in words
    assert rule(ANNA) != rule(ANNA)


@pytest.mark.parametrize("seed", [-1, "7", None, 1.5, True, 10**18])
def test_a_seed_that_is_none_counts_as_broken(seed: object, tmp_path: Path) -> None:
    _, words = seeds.keeping(None, write(tmp_path / "scores.json", seed=seed))
    assert "a new one is drawn" in words
