"""The spread: stacks of networks train like the reference's, and the tail tells the chance."""

import math
from pathlib import Path

import pytest
import torch

from grader.disks import SETTINGS, Disk
from grader.draw import Draw
from grader.validate import spread, steadiness
from grader.validate.grading import Graded
from reference.case import Case
from reference.oracle import draw_weights
from reference.twin import autograd, build


@pytest.mark.parametrize("name", SETTINGS)
def test_a_stack_trains_like_the_references_networks(name: str) -> None:
    draws = [Draw(seed) for seed in (5, 6)]
    cases = [Case(sizes=steadiness.SIZES, seed=draw.whole(), steps=40, **SETTINGS[name]) for draw in draws]
    disks = [Disk(draw, case) for draw, case in zip(draws, cases, strict=True)]
    model, losses = steadiness._train(disks, cases)
    for k, (disk, case) in enumerate(zip(disks, cases, strict=True)):
        with autograd():
            twin = build(case, draw_weights(case))
            expected = [twin.step(disk.inputs[rows], disk.targets[rows]) for rows in disk.order]
        assert torch.allclose(losses[:, k], torch.stack(expected), rtol=1e-9)
        for mine, true in zip(model, twin.model.parameters(), strict=True):
            assert torch.allclose(mine[k], true.detach(), rtol=1e-8, atol=1e-10)


def test_the_tail_of_an_exponential_is_told_exactly() -> None:
    x = torch.empty(200_000, dtype=torch.float64).exponential_(1.0, generator=torch.Generator().manual_seed(1))
    assert math.log(spread.chance(x, 20.0)) == pytest.approx(-20.0, abs=0.6)
    assert spread.chance(x, 2.0) == pytest.approx(math.exp(-2.0), rel=0.02)
    assert spread.chance(torch.ones(50), 2.0) == 0.0


def test_the_chance_of_a_submission() -> None:
    made = [
        spread.Spread("mse_sgd: points missed, float64, 1 thread", 9, 0, 0, 0, 1, 1e-3),
        spread.Spread("mse_sgd: points missed, float32, 1 thread", 9, 0, 0, 0, 1, 1.0),
        spread.Spread("largest share of a tolerance in a grading, 1 thread", 9, 0, 0, 0, 1, 2e-9),
        spread.Spread("largest share of a tolerance in a grading, 2 threads", 9, 0, 0, 0, 1, 1.0),
    ]
    assert spread.per_submission(made) == pytest.approx(3e-9)


def test_what_is_written(tmp_path: Path) -> None:
    graded = [Graded("plain", k, 100.0, (), (), 1.0, (0.01 * k, "forward")) for k in range(20)]
    spread.write([spread.roundings(graded, 1)], 1, tmp_path)
    assert "largest share of a tolerance in a grading, 1 thread | 20 |" in (tmp_path / "steadiness.md").read_text()
    assert (tmp_path / "steadiness.json").exists()
