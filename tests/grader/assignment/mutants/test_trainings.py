"""Trainings of many disks at once: a stack of networks trains like the reference's networks, one by one."""

import pytest
import torch

from grader.assignment.disks import SETTINGS, Disk
from grader.assignment.mutants import trainings
from grader.testing.draw import Draw
from reference.case import Case
from reference.oracle import draw_weights
from reference.twin import autograd, build


@pytest.mark.parametrize("name", SETTINGS)
def test_a_stack_trains_like_the_references_networks(name: str) -> None:
    draws = [Draw(seed) for seed in (5, 6)]
    cases = [Case(sizes=trainings.SIZES, seed=draw.whole(), steps=40, **SETTINGS[name]) for draw in draws]
    disks = [Disk(draw, case) for draw, case in zip(draws, cases, strict=True)]
    model, losses = trainings._train(disks, cases)
    for k, (disk, case) in enumerate(zip(disks, cases, strict=True)):
        with autograd():
            twin = build(case, draw_weights(case))
            expected = [twin.step(disk.inputs[rows], disk.targets[rows]) for rows in disk.order]
        assert torch.allclose(losses[:, k], torch.stack(expected), rtol=1e-9)
        for mine, true in zip(model, twin.model.parameters(), strict=True):
            assert torch.allclose(mine[k], true.detach(), rtol=1e-8, atol=1e-10)
