"""Values drawn for a test: the same for the same seed, and in their range."""

import pytest
import torch

import framework
from grader.student import local
from grader.testing.draw import Draw, put
from grader.testing.mismatch import Mismatch


def test_a_seed_decides_everything() -> None:
    one, same, other = Draw(1), Draw(1), Draw(2)
    assert torch.equal(one.normal(3, 2), same.normal(3, 2))
    assert not torch.equal(one.normal(3, 2), other.normal(3, 2))


def test_ranges() -> None:
    draw = Draw(3)
    assert draw.uniform(0.4, 0.6, 1000).min() >= 0.4
    assert draw.scales(1000).max() / draw.scales(1000).min() > 1e6
    away = draw.clear_of_zero(1000).abs()
    assert 0.5 <= away.min() <= away.max() <= 2
    assert set(draw.classes(3, 100).tolist()) == {0, 1, 2}
    assert draw.normal(2, dtype=torch.float32).dtype == torch.float32


def test_an_epoch_holds_every_sample_once() -> None:
    batches = Draw(4).order(25, 10, 2)
    assert [len(batch) for batch in batches] == [10, 10, 5, 10, 10, 5]
    assert sorted(torch.cat(batches[:3]).tolist()) == list(range(25))


def test_put_writes_into_the_parameters_themselves() -> None:
    student = local.student(framework)
    layer = student.Linear(3, 2)
    kept = layer.param.keep()
    put(layer, torch.ones(2, 3), torch.zeros(2))
    assert torch.equal(student.read(kept[0]), torch.ones(2, 3))
    with pytest.raises(Mismatch, match="expected a list of 1 tensors"):
        put(layer, torch.ones(2, 3))
