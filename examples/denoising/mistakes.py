"""What the well-known mistakes in a convolution give: hint → the tensor that it would have been.

Each function takes the kernel `w` (O, C, K, K), the stride `s` and the padding `p`, as the layer has them. Candidates
that come to the right answer, or cannot be computed for these sizes, are left out.
"""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor
from torch.nn.functional import conv2d, conv_transpose2d, pad

Candidates = dict[str, Tensor]


def chosen(right: Tensor, made: Iterator[tuple[str, Callable[[], Tensor]]]) -> Candidates:
    """Those that can be computed and are not right; where two have one sentence, a blank tells them apart."""
    found: Candidates = {}
    for words, make in made:
        try:
            value = make()
        except (RuntimeError, IndexError):  # a window larger than the image, a step that does not fit
            continue
        if value.shape != right.shape or not torch.allclose(value, right):
            found[words + " " * sum(each.rstrip() == words for each in found)] = value
    return found


def in_forward(x: Tensor, w: Tensor, b: Tensor, s: int, p: int) -> Candidates:
    """Of forward: (N, O, I, J)."""
    right = conv2d(x, w, b, s, p)
    return chosen(right, _in_forward(x, w, b, s, p, right))


def _in_forward(
    x: Tensor, w: Tensor, b: Tensor, s: int, p: int, right: Tensor
) -> Iterator[tuple[str, Callable[[], Tensor]]]:
    _, c, k, _ = w.shape
    i, j = right.shape[2:]
    bias = b[:, None, None]
    plain = right - bias
    yield (
        "The kernel is flipped: here a window and the kernel are multiplied as they lie.",
        lambda: conv2d(x, w.flip(2, 3), b, s, p),
    )
    yield "The kernel is flipped in one direction.", lambda: conv2d(x, w.flip(2), b, s, p)
    yield "The kernel is flipped in one direction.", lambda: conv2d(x, w.flip(3), b, s, p)
    yield "The kernel is transposed: its first direction is the image's rows.", lambda: conv2d(x, w.mT, b, s, p)
    yield "The bias is missing: is the result of adding it kept?", lambda: plain
    yield "The bias is subtracted.", lambda: plain - bias
    for times in (k * k, c, c * k * k):
        yield (
            "The bias is added once for each product: add it once to each output, after the sum.",
            lambda times=times: plain + times * bias,
        )
    for times in (k * k, c, c * k * k):
        yield (
            "That is a mean over the window or the channels: sum up, and divide by nothing.",
            lambda times=times: plain / times + bias,
        )
    yield (
        "Only the first channel of the input is used: sum over all of them.",
        lambda: conv2d(x[:, :1], w[:, :1], b, s, p),
    )
    yield (
        "Only the last channel of the input is used: sum over all of them.",
        lambda: conv2d(x[:, -1:], w[:, -1:], b, s, p),
    )
    yield (
        "The channels of the kernel are mixed up: its shape is (out_channels, in_channels, K, K).",
        lambda: conv2d(x, w.transpose(0, 1), b, s, p),
    )
    yield "The channels come last: the output is (N, O, I, J).", lambda: right.permute(0, 2, 3, 1)
    yield "Rows and columns of the output are swapped.", lambda: right.mT
    yield "The padding is lost: surround the image with zeros first.", lambda: conv2d(x, w, b, s)
    yield "The padding is there twice.", lambda: conv2d(x, w, b, s, 2 * p)
    for sides in ((0, p, 0, p), (p, 0, p, 0), (0, 2 * p, 0, 2 * p), (2 * p, 0, 2 * p, 0)):
        yield (
            "The padding is on one side only: it belongs on all four.",
            lambda sides=sides: conv2d(pad(x, sides), w, b, s),
        )
    for sides in ((p, p, 0, 0), (0, 0, p, p)):
        yield (
            "The padding is in one direction only: it belongs on all four sides.",
            lambda sides=sides: conv2d(pad(x, sides), w, b, s),
        )
    for mode in ("replicate", "circular", "reflect"):
        yield (
            "The padding repeats pixels of the image: it is zeros.",
            lambda mode=mode: conv2d(pad(x, (p, p, p, p), mode), w, b, s),
        )
    yield "The padding is ones: it is zeros.", lambda: conv2d(pad(x, (p, p, p, p), value=1.0), w, b, s)
    yield "The stride is ignored.", lambda: conv2d(x, w, b, 1, p)
    yield (
        "The stride is ignored: the first windows are taken, not each so-manieth.",
        lambda: conv2d(x, w, b, 1, p)[:, :, :i, :j],
    )
    yield "The stride is heeded in one direction only.", lambda: conv2d(x, w, b, (s, 1), p)
    yield "The stride is heeded in one direction only.", lambda: conv2d(x, w, b, (1, s), p)
    yield "The windows move by the kernel's size, not by the stride.", lambda: conv2d(x, w, b, k, p)
    yield "The last windows are missing: how many are there in a row?", lambda: right[:, :, :-1, :-1]
    yield "All samples get the first one's output.", lambda: right[:1].expand_as(right)


def in_input(x: Tensor, w: Tensor, g: Tensor, s: int, p: int) -> Candidates:
    """Of what backward returns: (N, C, H, W)."""
    return chosen(_spread(x, w, g, s, p), _in_input(x, w, g, s, p))


def _in_input(x: Tensor, w: Tensor, g: Tensor, s: int, p: int) -> Iterator[tuple[str, Callable[[], Tensor]]]:
    height, width = x.shape[2:]
    full = _whole(x, w, g, s, p)
    yield "The padding is not cut off: the gradient has the shape of the input.", lambda: full
    yield "The padding is cut off on one side only: cut it off on all four.", lambda: full[:, :, :height, :width]
    yield "The padding is cut off on one side only: cut it off on all four.", lambda: full[:, :, 2 * p :, 2 * p :]
    yield (
        "The padding is ignored on the way back: gradients lie where their windows lie, in the padded image.",
        lambda: _whole(x, w, g, s, 0),
    )
    yield "The stride is ignored in the gradient: outputs lie `stride` pixels apart.", lambda: _spread(x, w, g, 1, p)
    yield (
        "The kernel is turned by 180°: each output goes back to where its window took its pixels from.",
        lambda: _spread(x, w.flip(2, 3), g, s, p),
    )
    yield "The kernel is transposed: its first direction is the image's rows.", lambda: _spread(x, w.mT, g, s, p)
    yield "Where windows overlap, the last one wins: add their gradients up, +=.", lambda: _overwritten(x, w, g, s, p)
    yield "Only the first output channel is counted: sum over all of them.", lambda: _spread(x, w[:1], g[:, :1], s, p)
    yield (
        "The channels of the kernel are mixed up: its shape is (out_channels, in_channels, K, K).",
        lambda: _spread(x, w.transpose(0, 1), g, s, p),
    )
    right = _spread(x, w, g, s, p)
    yield "Divided by the number of samples: that belongs into the loss alone.", lambda: right / len(g)
    yield "Divided by the size of the window: each output goes back whole.", lambda: right / w.shape[2] ** 2
    yield (
        "The incoming gradient is missing: this is what ones would give.",
        lambda: _spread(x, w, torch.ones_like(g), s, p),
    )
    yield "The incoming gradient is handed on as it came: multiply it by the kernel.", lambda: g
    yield "All samples get the first one's gradient.", lambda: right[:1].expand_as(right)


def in_kernel(x: Tensor, w: Tensor, g: Tensor, s: int, p: int) -> Candidates:
    """Of dw: (O, C, K, K)."""
    right = correlated(x, w, g, s, p)
    return chosen(right, _in_kernel(x, w, g, s, p, right))


def _in_kernel(
    x: Tensor, w: Tensor, g: Tensor, s: int, p: int, right: Tensor
) -> Iterator[tuple[str, Callable[[], Tensor]]]:
    pixels = g.shape[2] * g.shape[3]
    yield "This is the mean over the samples, not the sum.", lambda: right / len(g)
    yield "This is the mean over the output's pixels, not the sum.", lambda: right / pixels
    yield "This is the mean over the output's pixels, not the sum.", lambda: right / (pixels * len(g))
    yield "The gradient of the kernel is turned by 180°.", lambda: right.flip(2, 3)
    yield "The gradient of the kernel is transposed.", lambda: right.mT
    yield (
        "The stride is ignored in the gradient of the kernel: take the windows that forward took.",
        lambda: correlated(x, w, g, 1, p),
    )
    yield (
        "The padding is lost in the gradient of the kernel: take the windows that forward took.",
        lambda: correlated(pad(x, (0, 2 * p, 0, 2 * p)), w, g, s, 0),
    )
    yield "The channels of dw are mixed up: its shape is that of w.", lambda: right.transpose(0, 1)
    yield (
        "The channels of dw are mixed up: a reshape where a permute is meant.",
        lambda: right.transpose(0, 1).reshape(right.shape),
    )
    yield (
        "The incoming gradient is missing: this is what ones would give.",
        lambda: correlated(x, w, torch.ones_like(g), s, p),
    )
    yield "The first sample alone is counted.", lambda: correlated(x[:1], w, g[:1], s, p)
    yield "The last sample alone is counted.", lambda: correlated(x[-1:], w, g[-1:], s, p)
    yield (
        "The input is missing: this is the sum of the incoming gradient.",
        lambda: g.sum((0, 2, 3))[:, None, None, None].expand_as(right),
    )


def in_bias(w: Tensor, g: Tensor) -> Candidates:
    """Of db: (O,)."""
    right = g.sum((0, 2, 3))
    return chosen(right, _in_bias(w, g, right))


def _in_bias(w: Tensor, g: Tensor, right: Tensor) -> Iterator[tuple[str, Callable[[], Tensor]]]:
    pixels = g.shape[2] * g.shape[3]
    yield "The sum runs over the samples only: the bias acts on every pixel as well.", lambda: g.sum(0)
    yield "The sum runs over the pixels only: the bias acts on every sample as well.", lambda: g.sum((2, 3))
    yield "This is the mean over samples and pixels, not the sum.", lambda: right / (pixels * len(g))
    yield "This is the mean over the samples, not the sum.", lambda: right / len(g)
    yield "This is the mean over the pixels, not the sum.", lambda: right / pixels
    yield "The sum runs over everything: leave out dimension 1, the output channels.", lambda: g.sum().expand_as(right)
    yield (
        "The sum runs over the wrong dimensions: over 0, 2 and 3, the samples and the pixels.",
        lambda: g.sum((1, 2, 3)),
    )
    for times in (w.shape[2] ** 2, w[0].numel(), w.shape[1]):
        yield (
            "The gradient of the bias is counted once for each weight: count each output once.",
            lambda times=times: times * right,
        )
    yield "The first sample alone is counted.", lambda: g[0].sum((1, 2))


def correlated(x: Tensor, w: Tensor, g: Tensor, s: int, p: int) -> Tensor:
    """The true gradient of the kernel: windows of the padded input times what came in."""
    k, (i, j) = w.shape[2], g.shape[2:]
    windows = pad(x, (p, p, p, p)).unfold(2, k, s).unfold(3, k, s)[:, :, :i, :j]
    return torch.einsum("ncijkl,noij->ockl", windows, g)


def _whole(x: Tensor, w: Tensor, g: Tensor, s: int, p: int) -> Tensor:
    """The gradient of the padded input, which is larger by the padding on each side."""
    height, width = x.shape[2] + 2 * p, x.shape[3] + 2 * p
    spread = conv_transpose2d(g, w, stride=s)[:, :, :height, :width]
    return pad(spread, (0, width - spread.shape[3], 0, height - spread.shape[2]))


def _spread(x: Tensor, w: Tensor, g: Tensor, s: int, p: int) -> Tensor:
    """The true gradient of the input."""
    return _whole(x, w, g, s, p)[:, :, p : p + x.shape[2], p : p + x.shape[3]]


def _overwritten(x: Tensor, w: Tensor, g: Tensor, s: int, p: int) -> Tensor:
    """The same where each place of the kernel, or each window, overwrites what the ones before it wrote."""
    k, (i, j) = w.shape[2], g.shape[2:]
    full = torch.zeros_like(_whole(x, w, g, s, p))
    for row in range(k):
        for column in range(k):
            part = torch.einsum("noij,oc->ncij", g, w[:, :, row, column])
            full[:, :, row : row + s * i : s, column : column + s * j : s] = part
    return full[:, :, p : p + x.shape[2], p : p + x.shape[3]]
