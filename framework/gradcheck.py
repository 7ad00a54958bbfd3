"""Gradient check: does `backward` fit `forward`? Asked of any layer or loss, one's own included.

Along a random direction d the slope of φ = ⟨g, f⟩ is both ⟨∂φ/∂x, d⟩, which `backward` claims, and, up to h²,
(φ(x + h d) − φ(x − h d)) / 2h, which `forward` shows. Numbers of dtype float64 leave about ten digits to agree.

Source: Goodfellow, Bengio & Courville (2016), Deep Learning, section 11.5, "compare back-propagated derivatives to
numerical derivatives".
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import torch
from torch import Tensor

from framework.checks import describe
from framework.errors import KindError
from framework.losses import Loss
from framework.module import Module

STEP = 1e-5
"""h: a central difference is off by about h², and rounding by 1e-16 / h."""


@contextmanager
def double_precision() -> Iterator[None]:
    """Inside the block parameters and tensors are made in float64; then torch's default is what it was before."""
    former = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        yield
    finally:
        torch.set_default_dtype(former)


def layer_error(layer: Module, x: Tensor) -> float:
    """How far `layer.backward` is from the slopes of `layer.forward` at `x`, relative; right ones stay below 1e-7.

    Looks along one random direction of the input and of each parameter, and leaves gradients at what this one
    backward gives. Raises TypeError unless everything is float64: build the layer inside of `double_precision`.
    """
    for tensor in (x, *layer.param()):
        _require_double(tensor)
    for gradient in layer.gradwrtparam():
        gradient.zero_()
    g = torch.randn_like(layer.forward(x))
    claimed = [layer.backward(g), *layer.gradwrtparam()]
    moved = x.clone()
    pairs = zip([moved, *layer.param()], claimed, strict=True)
    return max(_error(lambda: float((g * layer.forward(moved)).sum()), at, gradient) for at, gradient in pairs)


def loss_error(loss: Loss, prediction: Tensor, target: Tensor) -> float:
    """How far `loss.backward` is from the slope of `loss.forward`, relative; right ones stay below 1e-7."""
    _require_double(prediction)
    moved = prediction.clone()
    return _error(lambda: float(loss.forward(moved, target)), moved, loss.backward(prediction, target))


def _error(value: Callable[[], float], at: Tensor, gradient: Tensor) -> float:
    """The relative difference of the two slopes of `value`, which reads `at`, along a random direction."""
    direction, start = torch.randn_like(at), at.clone()
    ahead, behind = (_moved(value, at, start + h * direction) for h in (STEP, -STEP))
    at.copy_(start)
    shown, claimed = (ahead - behind) / (2 * STEP), float((gradient * direction).sum())
    return abs(shown - claimed) / max(abs(shown), abs(claimed), 1e-3)


def _moved(value: Callable[[], float], at: Tensor, to: Tensor) -> float:
    at.copy_(to)
    return value()


def _require_double(tensor: Tensor) -> None:
    if not isinstance(tensor, Tensor) or tensor.dtype != torch.float64:
        came = tensor.dtype if isinstance(tensor, Tensor) else describe(tensor)
        raise KindError(f"gradient check: expected tensors of dtype torch.float64, got {came}")
