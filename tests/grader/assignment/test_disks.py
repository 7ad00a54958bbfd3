"""Disks to learn: drawn anew for each seed, labelled by their circle."""

import torch

from grader.assignment.disks import EPOCHS, POINTS, Disk, fallen, missed
from grader.testing.draw import Draw
from reference.case import Case


def test_a_disk_and_its_points() -> None:
    one, other = Disk(Draw(1), Case(steps=1000)), Disk(Draw(2), Case(steps=1000, loss="cross-entropy"))
    assert one.inputs.shape == (POINTS, 2)
    assert not torch.equal(one.centre, other.centre)
    assert len(one.order) == 1000 == EPOCHS * POINTS // 10
    assert torch.equal(one.targets.argmax(1), one.classes)
    assert torch.equal(other.targets, other.classes)
    x, inside = one.points(2000)
    distance = (x / 12**0.5 + 0.5 - one.centre).norm(dim=1)
    assert torch.equal(inside == 1, distance < one.radius)
    assert 0.1 < inside.double().mean() < 0.45


def test_one_answer_for_all_misses_one() -> None:
    inside = torch.tensor([1, 0, 0, 1, 0, 0])
    constant = torch.tensor([[1.0, 0.0]]).expand(6, 2)
    assert missed(constant, inside) == 1.0
    assert missed(torch.eye(2)[inside], inside) == 0.0
    assert missed(torch.eye(2)[1 - inside], inside) == 3.0


def test_how_far_losses_fell() -> None:
    assert fallen(torch.cat([torch.full((100,), 2.0), torch.full((60,), 0.5)])) == 0.25
