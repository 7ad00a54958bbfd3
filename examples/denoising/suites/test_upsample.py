"""Exercise `upsample`: each pixel becomes a square of equal pixels, and its gradient is the sum over the square."""

from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import interpolate

from grader.testing.draw import Draw
from grader.testing.expect import close, equal, gradient, hinting
from reference.oracle import vjp

CASES = ((2, 3, 4, 5, 2), (1, 2, 3, 3, 3), (3, 1, 2, 4, 1), (2, 2, 1, 1, 4))  # N, C, H, W, factor
FORWARD = "See the lesson: each pixel becomes a square of equal pixels."
BACKWARD = "See the lesson: a pixel acts on its whole square, so its gradient is the sum over that square."
CHANGED = "What the caller passed in was changed: compute out of place."


def nearest(x: Tensor, factor: int) -> Tensor:
    """What forward ought to give."""
    return interpolate(x, scale_factor=float(factor), mode="nearest")


def in_forward(x: Tensor, f: int) -> dict[str, Tensor]:
    """What the well-known mistakes of forward give; none of them shows at a factor of 1."""
    if f == 1:
        return {}
    smooth = interpolate(x, scale_factor=float(f), mode="bilinear")
    sparse = torch.zeros_like(nearest(x, f))
    sparse[:, :, ::f, ::f] = x
    twice = {} if f == 2 else {"The factor is taken and ignored: heed it, forward and back.": nearest(x, 2)}
    return twice | {
        "The image is repeated as a whole: repeat each pixel (repeat_interleave, not repeat).": x.repeat(1, 1, f, f),
        "Only the rows are repeated: both directions are.": x.repeat_interleave(f, 2),
        "Only the columns are repeated: both directions are.": x.repeat_interleave(f, 3),
        "Pixels are interpolated: each square holds equal pixels (nearest neighbour).": smooth,
        "Pixels lie apart with zeros between: fill each square with its pixel.": sparse,
        "Each pixel is divided by the size of its square: take it as it is.": nearest(x, f) / f**2,
        "The dimensions are off by one: H and W are dimensions 2 and 3.": x.repeat_interleave(f, 1).repeat_interleave(
            f, 2
        ),
    }


def in_backward(g: Tensor, f: int) -> dict[str, Tensor]:
    """What the well-known mistakes of backward give."""
    if f == 1:
        return {}
    squares = g.unflatten(3, (-1, f)).unflatten(2, (-1, f))
    tiles = g.unflatten(3, (f, -1)).unflatten(2, (f, -1))
    return {
        "This is the mean over each square: the pixel acts on all of it, so sum up.": squares.mean((3, 5)),
        "One pixel of each square is taken: sum up the whole square.": g[:, :, ::f, ::f],
        "One pixel of each square is taken: sum up the whole square. ": g[:, :, f - 1 :: f, f - 1 :: f],
        "The sum runs over one direction of the square only.": squares.sum(5)[:, :, :, 0],
        "The sum runs over one direction of the square only. ": squares.sum(3)[..., 0],
        "Pixels far apart are summed up: a square's pixels lie side by side.": tiles.sum((2, 4)),
        "The largest of each square is taken: sum up.": squares.amax((3, 5)),
        "The gradient keeps the large shape: sum up each square.": g,
        "The diagonal of each square is summed up: take the whole square.": sum(
            (g[:, :, k::f, k::f] for k in range(f)), torch.zeros(())
        ),
    }


def test_example(student: Any) -> None:
    """A 2 × 2 image, twice as large, and its gradient, worked out by hand"""
    layer = student.Upsample(2)
    x = torch.tensor([[[[1.0, 2.0], [3.0, 4.0]]]])
    big = [[1.0, 1.0, 2.0, 2.0], [1.0, 1.0, 2.0, 2.0], [3.0, 3.0, 4.0, 4.0], [3.0, 3.0, 4.0, 4.0]]
    g = torch.arange(16.0).view(1, 1, 4, 4)
    with hinting(FORWARD):
        close("Upsample(2).forward", layer.forward(x), torch.tensor([[big]]), wrong=in_forward(x, 2))
    with hinting(BACKWARD):
        expected = torch.tensor([[[[10.0, 18.0], [42.0, 50.0]]]])
        close("Upsample(2).backward", layer.backward(g), expected, wrong=in_backward(g, 2))


def test_forward(student: Any, draw: Draw) -> None:
    """forward for several factors, samples and channels"""
    for *shape, factor in CASES:
        x = draw.normal(*shape)
        with hinting(FORWARD):
            came = student.Upsample(factor).forward(x)
            close(f"Upsample({factor}).forward", came, nearest(x, factor), wrong=in_forward(x, factor))


def test_backward(student: Any, draw: Draw) -> None:
    """backward returns the derivative with respect to the input"""
    for *shape, factor in CASES:
        layer, x = student.Upsample(factor), draw.normal(*shape)
        g = draw.normal(*nearest(x, factor).shape)
        with hinting(BACKWARD):
            layer.forward(x)
            expected = vjp(lambda x, factor=factor: nearest(x, factor), [x], g)[0]
            who, came = f"Upsample({factor}).backward", layer.backward(g)
            gradient(who, came, expected, layer.forward, x, g, wrong=in_backward(g, factor))


def test_untouched(student: Any, draw: Draw) -> None:
    """Neither the input nor the incoming gradient is changed"""
    layer, x, g = student.Upsample(2), draw.normal(2, 2, 3, 3), draw.normal(2, 2, 6, 6)
    kept, kept_g = student.keep(x), student.keep(g)
    with hinting(CHANGED):
        layer.forward(kept)
        layer.backward(kept_g)
        equal("the input afterwards", student.read(kept), x)
        equal("the incoming gradient afterwards", student.read(kept_g), g)
