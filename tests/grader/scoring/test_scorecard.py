"""Outcomes to points: pure arithmetic."""

from pathlib import Path
from typing import get_args

import pytest

from grader.scoring.outcomes import Journal, Kind, Outcome
from grader.scoring.rubric import read
from grader.scoring.scorecard import Notice, again, score, settled
from tests.grader.scoring.test_rubric import RUBRIC, small


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


OTHER = (
    RUBRIC.replace("cap = 1.0", "cap = 0.5")
    .replace("points = 4.0", "points = 10.0")
    .replace("weight = 3", "weight = 4")
)


def test_added_up_again_it_is_what_another_rubric_gives(tmp_path: Path) -> None:
    outcomes = journal(tmp_path, test_a="failed", test_b="passed")
    breach = Notice("import", "framework/linear.py", 3, "no")
    former = score(read(small(tmp_path), tmp_path), outcomes, [breach], [breach])
    rubric = read(small(tmp_path, OTHER.replace('title = "Small"', 'title = "Tiny"')), tmp_path)
    assert again(rubric, former) == score(rubric, outcomes, [breach], [breach])
    assert (again(rubric, former).score, again(rubric, former).earned) == (0.5, 8.0)


def test_what_was_decided_by_hand_stays(tmp_path: Path) -> None:
    waived = Notice("import", "framework/linear.py", 3, "no", by="Dr. Rossi", why="ours")
    rubric = read(small(tmp_path), tmp_path)
    former = settled(score(rubric, journal(tmp_path, test_b="passed")), [], [], [waived])
    card = again(read(small(tmp_path, OTHER), tmp_path), former)
    assert (card.score, card.waived) == (8.0, (waived,))


def test_the_visibility_under_which_a_test_ran_is_kept(tmp_path: Path) -> None:
    rubric = read(small(tmp_path), tmp_path)
    former = score(rubric, journal(tmp_path, test_a="failed"))
    turned = read(small(tmp_path, RUBRIC.replace('"visible"', '"hidden"')), tmp_path)
    card = again(turned, former)
    assert [(test.visibility, test.ran_as, test.ran) for test in card.exercises[0].tests] == [
        ("hidden", "visible", "visible"), ("hidden", "hidden", None)
    ]  # fmt: skip
    assert again(turned, card) == card
    assert again(rubric, card) == former
