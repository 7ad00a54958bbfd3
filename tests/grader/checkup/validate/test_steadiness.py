"""The spread: stacks of networks train like the reference's, and the tail tells the chance."""

import math
from pathlib import Path

import pytest
import torch

from grader import intake, settings
from grader.assignment.disks import SETTINGS, Disk
from grader.checkup.validate import corpus, margins, spread, steadiness
from grader.checkup.validate.margins import Margin
from grader.checkup.wall_cost import imported
from grader.errors import GraderError
from grader.testing.draw import Draw
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


def a_spread(what: str, chance: float) -> spread.Spread:
    return spread.Spread(what, 9, 0, 0, 0, 1, chance)


def test_the_chance_of_a_submission() -> None:
    made = [
        a_spread("mse_sgd: points missed, float64, 1 thread", 1e-3),
        a_spread("mse_sgd: points missed, float32, 1 thread", 1.0),
        a_spread("rounding, plain", 2e-9),
        a_spread("rounding, loops", 1e-9),
        a_spread("magnified, plain", 3e-9),
        a_spread("rounding, the solution, 2 threads", 1.0),
    ]
    assert spread.per_submission(made) == pytest.approx(6e-9)


def test_what_is_written(tmp_path: Path) -> None:
    stand = [Margin("plain", k, 0.01 * k, "forward", 0.4, "Tanh.backward") for k in range(20)]
    spread.write(spread.margin_spreads(stand, [0.1, 0.2]), "--seeds 20", tmp_path)
    page = (tmp_path / "steadiness.md").read_text()
    assert "`python -m grader steadiness --seeds 20`" in page
    assert "| rounding, plain | 20 | 0.095 |" in page
    assert "| magnified, plain | 20 | 0.4 |" in page
    assert "| rounding, the solution, 2 threads | 2 |" in page
    assert (tmp_path / "steadiness.json").exists()


def test_margins_of_the_solution() -> None:
    solution = intake.read(corpus.ROOT)
    [found] = margins.margins([margins.Task(solution, 20)], 1)
    assert 0 < found.rounding < 0.5
    assert 0.1 < found.magnified < 0.8
    assert found.derivative in settings.read().settings.derivatives.names
    [local] = margins.at_two_threads(imported(corpus.ROOT, "framework"), [20])
    assert local == pytest.approx(found.rounding, rel=0.5)


def test_a_wrong_solution_has_no_margins() -> None:
    solution = intake.read(corpus.ROOT)
    wrong = corpus.mutate(solution, corpus.mutants()["linear_forgets_the_bias"])
    with pytest.raises(GraderError, match="expected a right solution"):
        list(margins.margins([margins.Task(wrong, 20)], 1))
