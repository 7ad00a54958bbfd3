"""Outcomes to points: pure arithmetic."""

from pathlib import Path
from typing import get_args

import pytest

from grader.scoring.outcomes import Journal, Kind, Outcome
from grader.scoring.rubric import read
from grader.scoring.scorecard import Notice, score
from tests.grader.scoring.test_rubric import small


def journal(folder: Path, **kinds: Kind) -> Journal:
    rubric = read(small(folder), folder)
    outcomes = Journal(rubric, folder / "journal")
    for name, kind in kinds.items():
        outcomes.record(Outcome("small", name, kind))
    outcomes.close()
    return outcomes


@pytest.mark.parametrize("kind", get_args(Kind))
def test_only_a_pass_earns(kind: Kind, tmp_path: Path) -> None:
    card = score(read(small(tmp_path), tmp_path), journal(tmp_path, test_b=kind))
    assert (card.score, card.max_score) == (3.0 if kind == "passed" else 0.0, 4.0)


def test_a_violation_caps(tmp_path: Path) -> None:
    rubric, outcomes = read(small(tmp_path), tmp_path), journal(tmp_path, test_b="passed")
    card = score(rubric, outcomes, [Notice("import", "framework/linear.py", 3, "no")])
    assert (card.score, card.earned, card.capped) == (1.0, 3.0, True)
    assert not score(rubric, outcomes).capped
