"""The journal: every test starts at not_run, the first that is no pass stays, and a kill loses nothing."""

from pathlib import Path

import msgspec

from grader.scoring.outcomes import Journal, Outcome
from grader.scoring.rubric import read
from tests.grader.scoring.test_rubric import small


def test_before_anything_ran_nothing_is_passed(tmp_path: Path) -> None:
    outcomes = Journal(read(small(tmp_path), tmp_path))
    assert [(o.exercise, o.name, o.kind) for o in outcomes] == [
        ("small", "test_a", "not_run"), ("small", "test_b", "not_run")
    ]  # fmt: skip


def test_one_failing_case_fails_the_test(tmp_path: Path) -> None:
    outcomes = Journal(read(small(tmp_path), tmp_path))
    for kind in ("passed", "failed", "passed"):
        outcomes.record(Outcome("small", "test_a", kind, seconds=1.0))
    assert outcomes.kind("small", "test_a") == "failed"
    assert next(iter(outcomes)).seconds == 3.0


def test_what_failed_once_keeps_its_own_words(tmp_path: Path) -> None:
    outcomes = Journal(read(small(tmp_path), tmp_path))
    outcomes.record(Outcome("small", "test_a", "timeout", "the first"))
    outcomes.record(Outcome("small", "test_a", "failed", "the second"))
    assert next(iter(outcomes)).message == "the first"


def test_a_killed_run_leaves_what_it_had(tmp_path: Path) -> None:
    outcomes = Journal(read(small(tmp_path), tmp_path), tmp_path / "journal")
    outcomes.record(Outcome("small", "test_a", "passed"))
    assert b'"test_a"' in (tmp_path / "journal").read_bytes()  # before anybody closes it
    outcomes.close()


def test_the_file_holds_a_line_an_outcome(tmp_path: Path) -> None:
    outcomes = Journal(read(small(tmp_path), tmp_path), tmp_path / "journal")
    made = [Outcome("small", "test_b", "failed", "no\nway", "Mind it.", 0.5), Outcome("small", "test_a", "passed")]
    for outcome in made:
        outcomes.record(outcome)
    outcomes.close()
    lines = (tmp_path / "journal").read_bytes().splitlines()
    assert [msgspec.json.decode(line, type=Outcome) for line in lines] == made
