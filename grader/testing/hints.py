"""What the well-known mistakes would have given: a wrong tensor and the right one → a hint.

A hint may reach a student even where the test is hidden, so it names the kind of the mistake
and never an input, an expected value or a shape. A test brings its own candidates (`wrong`); the ones here
are what can go wrong with any formula.
"""

import math

import torch
from torch import Tensor

from .words import EVERYWHERE, HERE_AND_THERE, NOT_FINITE, better

__all__ = ["EVERYWHERE", "HERE_AND_THERE", "NOT_FINITE", "better", "hint", "no_tensor"]

NEAR = 1e-4  # a mistake is recognised, not judged: loose on purpose
FACTORS = range(2, 1025)  # sizes that a mean over the wrong axis divides by


def hint(came: Tensor, expected: Tensor, wrong: dict[str, Tensor] | None = None) -> str:
    """The first known mistake that explains `came`, or nothing; `wrong` are the test's own candidates."""
    if came.shape != expected.shape:
        return next(
            (words for words, value in (wrong or {}).items() if _near(came, value)), _shape_hint(came, expected)
        )
    came, expected = came.detach().to(torch.float64), expected.detach().to(torch.float64)
    if not came.isfinite().all():
        return NOT_FINITE
    for sentence, candidate in (wrong or {}).items():
        if _explains(candidate, came, expected):
            return sentence.rstrip()  # two candidates may have one sentence, told apart by a blank
    if _near(came, expected):
        return "Right but for its last digits: a constant added or cut short, a wrong dtype, or an approximation?"
    return _form_hint(came, expected) or _factor_hint(came, expected) or _part_hint(came, expected)


def no_tensor(came: object) -> str:
    """What came instead of a tensor, and how that happens."""
    match came:
        case None:
            return "Is the result returned? A method without return gives None."
        case bool() | int() | float():
            return "A plain number came where a tensor is expected: leave out item() and float()."
        case list() | tuple():
            return "One tensor is expected, not several, nor a list of numbers."
    return "A tensor is expected."


def _near(came: Tensor, candidate: Tensor) -> bool:
    """Whether `came` is the candidate, up to far more than rounding; an infinite candidate is compared where finite."""
    if came.shape != candidate.shape:
        return False
    came, candidate = came.double(), candidate.double()
    finite = candidate.isfinite()
    if not torch.equal(finite, came.isfinite()):
        return False
    scale = candidate[finite].abs().max().item() if finite.any() else 0.0
    return scale > 0 and (came - candidate)[finite].abs().max().item() <= NEAR * scale


def _explains(candidate: Tensor, came: Tensor, expected: Tensor) -> bool:
    """Whether `came` is the candidate; where what is right is near, too, the candidate has to be nearer by far."""
    if not _near(came, candidate):
        return False
    apart, right = ((came - value).abs().max().item() for value in (candidate.double(), expected))
    return not _near(came, expected) or apart < right / 100


def _shape_hint(came: Tensor, expected: Tensor) -> str:
    if came.dim() == 2 and came.shape == expected.mT.shape if expected.dim() == 2 else False:
        return "The shape is that of the transposed matrix."
    if came.numel() == expected.numel():
        return "The shape has a dimension too many or too few: mind keepdim, squeeze and unsqueeze."
    if came.dim() == 0:
        return "A sum or mean went over every dimension where one was meant."
    if expected.dim() == 0:
        return "A sum or mean over all elements is missing: one number is expected, averaged over every dimension."
    return "The shape differs: write the shapes of each line's result beside it, and mind the dimension of each sum."


def _form_hint(came: Tensor, expected: Tensor) -> str:
    """Zeros, a sign or some, a transpose, another order."""
    if not came.any():
        return "The result is all zeros: is the line that computes it reached, and its value kept?"
    if _near(came, -expected):
        return "The sign is the other way round."
    if _near(came.abs(), expected.abs()):
        return "The sizes are right, and some of the signs are not."
    if came.dim() == 2 and came.shape[0] == came.shape[1] and _near(came, expected.T):
        return "The matrix is transposed."
    if came.numel() > 2 and _near(came.flatten().sort().values, expected.flatten().sort().values):
        return "The right numbers in other places: a reshape or view where a transpose is meant, or another order?"
    return ""


def _factor_hint(came: Tensor, expected: Tensor) -> str:
    """A constant factor n or 1/n between the two: a sum where a mean was meant, or a forgotten 2."""
    dot = (expected * expected).sum().item()
    ratio = (came * expected).sum().item() / dot if dot else 0.0
    if ratio <= 0 or not math.isfinite(ratio) or not _near(came, ratio * expected):
        return ""
    for n in FACTORS:
        if abs(ratio - n) <= NEAR * n:
            return f"The result is {n} times what it should be: a sum where a mean was meant, or a factor too many?"
        if abs(ratio * n - 1) <= NEAR:
            return f"The result is 1/{n} of what it should be: a mean where a sum was meant, or a factor forgotten?"
    if abs(ratio - 1) < 0.02:
        return "Nearly right, by a factor close to 1: a constant of too few digits, or an approximation?"
    return "The result is off by a constant factor." if int((expected != 0).sum()) > 1 else ""


def _part_hint(came: Tensor, expected: Tensor) -> str:
    """Right in one part and wrong in another."""
    low, high = came.min().item(), came.max().item()
    whole = int(((came > low) & (came < high)).sum())
    if 4 * whole > came.numel() and _near(came, expected.clamp(low, high)):
        return "Right but for large values, which are cut off: is there a clamp or a clip?"
    if came.dim() == 2 and len(came) > 1 and _near(came[:1], expected[:1]):
        return "Right for one sample, the first, and wrong for more than one: does a line forget the others?"
    if came.numel() == 1:
        return ""
    apart = (came - expected).abs() > NEAR * expected.abs().max()
    return EVERYWHERE if bool(apart.all()) else HERE_AND_THERE
