"""The two endurance runs, at a size for every day."""

from pathlib import Path

import pytest

from tests.grader import endurance


@pytest.mark.corpus
def test_honest_ones_get_among_hostile_ones_what_they_get_alone(tmp_path: Path) -> None:
    found = endurance.mixed(6, tmp_path)
    assert (found.entries, found.problems) == (6, [])


def test_a_kill_loses_nothing(tmp_path: Path) -> None:
    found = endurance.killed(1, tmp_path)
    assert (found.entries, found.problems) == (6, [])
