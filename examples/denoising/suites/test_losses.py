"""Exercise `losses`: the mean squared error, its gradient, and the same in decibels."""

from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import mse_loss

from grader.testing.draw import Draw
from grader.testing.expect import close, equal, gradient, hinting
from reference.oracle import vjp

SHAPES = ((3, 4), (2, 3, 4, 5), (1, 1, 8, 8))
MSE = "See the lesson: the mean over all numbers of (prediction − target)²."
SLOPE = "See the lesson: 2 (prediction − target), divided by how many numbers there are."
PSNR = "See the lesson: −10 · log₁₀ of the mean squared error."
CHANGED = "What the caller passed in was changed: compute out of place."


def in_forward(p: Tensor, t: Tensor) -> dict[str, Tensor]:
    """What the well-known mistakes of forward give."""
    e = p - t
    return {
        "This is the sum of the squares: take the mean over all numbers.": (e**2).sum(),
        "The mean runs over the samples only: divide by how many numbers there are.": (e**2).sum() / len(p),
        "The root is too much: the mean of the squares itself.": (e**2).mean().sqrt(),
        "The differences are not squared.": e.mean(),
        "Absolute differences in the place of squares.": e.abs().mean(),
        "The half is too much: the mean of the squares itself.": (e**2).mean() / 2,
        "A mean over all dimensions is missing: one number is expected.": (e**2).flatten(1).mean(1),
    }


def in_backward(p: Tensor, t: Tensor) -> dict[str, Tensor]:
    """What the well-known mistakes of backward give."""
    e = p - t
    return {
        "The 2 of the derivative is missing.": e / p.numel(),
        "The sign is the other way round: prediction − target.": -2 * e / p.numel(),
        "The mean is missing in the derivative: divide by how many numbers there are.": 2 * e,
        "Divided by the number of samples alone: the mean runs over all numbers.": 2 * e / len(p),
        "Divided by the number of pixels of a sample: the mean runs over the samples as well.": 2
        * e
        * len(p)
        / p.numel(),
        "The derivative of the absolute value in the place of the square's.": e.sign() / p.numel(),
    }


def test_mse(student: Any, draw: Draw) -> None:
    """MSELoss is the mean over all numbers of the squared differences"""
    for shape in SHAPES:
        p, t = draw.normal(*shape), draw.normal(*shape)
        with hinting(MSE):
            close("MSELoss.forward", student.MSELoss().forward(p, t), mse_loss(p, t), wrong=in_forward(p, t))


def test_mse_gradient(student: Any, draw: Draw) -> None:
    """MSELoss.backward is its derivative with respect to the prediction"""
    for shape in SHAPES:
        loss, p, t = student.MSELoss(), draw.normal(*shape), draw.normal(*shape)
        with hinting(SLOPE):
            loss.forward(p, t)
            expected = vjp(lambda p, t=t: mse_loss(p, t), [p], torch.ones((), dtype=p.dtype))[0]
            came, one = loss.backward(p, t), torch.ones((), dtype=p.dtype)

            def own(p: Tensor, loss: Any = loss, t: Tensor = t) -> Any:
                return loss.forward(p, t)

            gradient("MSELoss.backward", came, expected, own, p, one, wrong=in_backward(p, t))


def test_psnr(student: Any, draw: Draw) -> None:
    """psnr is the mean squared error in decibels"""
    for size in (0.3, 0.01):
        t = draw.uniform(0, 1, 2, 1, 4, 4)
        p = t + size * draw.normal(2, 1, 4, 4)
        error = mse_loss(p, t)
        right = -10 * error.log10()
        wrong = {
            "The sign is the other way round: a small error is many decibels.": -right,
            "That is the natural logarithm: the one to base 10 is log10.": -10 * error.log(),
            "The factor 10 is missing.": right / 10,
            "The factor is 10 for a squared error, and 20 for its root.": 2 * right,
            "The error is not squared.": -10 * (p - t).abs().mean().log10(),
            "That is the logarithm of the sum, not of the mean.": -10 * ((p - t) ** 2).sum().log10(),
            "One number for all images together: take the mean first, then the logarithm.": -10
            * ((p - t) ** 2).mean((1, 2, 3)).log10().mean(),
            "One number is expected for all images together.": -10 * ((p - t) ** 2).mean((1, 2, 3)).log10(),
        }
        with hinting(PSNR):
            close("psnr", student.psnr(p, t), right, wrong=wrong)


def test_untouched(student: Any, draw: Draw) -> None:
    """Neither the prediction nor the target is changed"""
    loss, p, t = student.MSELoss(), draw.normal(3, 4), draw.normal(3, 4)
    kept, target = student.keep(p), student.keep(t)
    with hinting(CHANGED):
        loss.forward(kept, target)
        loss.backward(kept, target)
        equal("the prediction afterwards", student.read(kept), p)
        equal("the target afterwards", student.read(target), t)
