"""The spread: an exponential tail tells the chance, and a submission's is that of all its limits."""

import math
from pathlib import Path

import pytest
import torch

from grader.checkup.validate import spread
from grader.checkup.validate.margins import Margin


def test_the_tail_of_an_exponential_is_told_exactly() -> None:
    x = torch.empty(200_000, dtype=torch.float64).exponential_(1.0, generator=torch.Generator().manual_seed(1))
    assert math.log(spread.chance(x, 20.0)) == pytest.approx(-20.0, abs=0.6)
    assert spread.chance(x, 2.0) == pytest.approx(math.exp(-2.0), rel=0.02)
    assert spread.chance(torch.ones(50), 2.0) == 0.0


def a_spread(what: str, chance: float, tries: int = 0) -> spread.Spread:
    return spread.Spread(what, 9, 0, 0, 0, 1, chance, tries)


def test_the_chance_of_a_submission() -> None:
    made = [
        a_spread("mse_sgd: points missed, float64, 1 thread", 1e-3, 3),
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


def test_the_values_in_numbers() -> None:
    found = spread.spread("points missed", [1.0, 2.0, 3.0, 4.0], 10.0)
    assert (found.count, found.mean, found.largest, found.limit) == (4, 2.5, 4.0, 10.0)
    assert 0 < found.chance < 0.1


def test_a_value_beyond_the_limit_counts_as_it_is() -> None:
    assert spread.chance(torch.tensor([1.0, 2.0, 3.0, 11.0]), 10.0) == 0.25
