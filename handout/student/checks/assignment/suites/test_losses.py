"""Exercise `losses`: MSELoss and CrossEntropyLoss, values and gradients, both kinds of targets."""

import math
from typing import Any

import torch

from checks.testing.expect import close


def test_mse_example(student: Any) -> None:
    """MSELoss.forward on two samples, worked out by hand"""
    came = student.MSELoss().forward(torch.tensor([[1.0, 2.0], [3.0, 4.0]]), torch.tensor([[0.0, 2.0], [5.0, 1.0]]))
    wrong = {
        "This is the sum, not the mean: divide by N·C.": torch.tensor(14.0),
        "This is the mean over the samples of the sum over the channels: divide by N·C.": torch.tensor(7.0),
        "This is half of it: there is no ½ in this loss.": torch.tensor(1.75),
        "This is the root of the mean square: leave the root out.": torch.tensor(3.5).sqrt(),
        "This is the mean absolute difference: square it.": torch.tensor(1.5),
    }
    close("MSELoss.forward", came, torch.tensor(3.5), wrong=wrong)


def test_cross_entropy_example(student: Any) -> None:
    """CrossEntropyLoss.forward on equal logits is log C, with indices and with one-hot rows"""
    loss = student.CrossEntropyLoss()
    for c in (2, 4):
        logits, classes = torch.full((3, c), 5.0), torch.tensor([0, 1, 1])
        close("CrossEntropyLoss.forward, indices", loss.forward(logits, classes), torch.tensor(math.log(c)))
        close(
            "CrossEntropyLoss.forward, one-hot", loss.forward(logits, torch.eye(c)[classes]), torch.tensor(math.log(c))
        )
