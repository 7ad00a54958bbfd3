"""The words in which suites compare: what came from the student against what was expected.

    close(who, came, expected)            norm-wise, for sums of products
    within(who, came, expected, 1e-12)    element by element, for what the contract bounds so
    gradient(...)                         the true derivative, or the slope of the student's own forward
    with hinting("…"):                    the hint for whatever goes wrong inside and has none of its own
    with rarely("…", so_far, …):          the same on rare numbers, where the tests on ordinary ones passed

Each raises a `Mismatch` that says who, what was expected and what came; a comparison with NaN is never true.
"""

from collections.abc import Callable
from typing import Never

import torch
from torch import Tensor

from reference.closeness import SINGLE, difference

from .hints import hint, no_tensor
from .mismatch import Mismatch
from .words import NOT_FINITE, WRONG_DTYPE, hinting, raised, rarely, said

__all__ = [
    "close", "closest", "equal", "gradient", "hinting", "raised", "rarely", "said", "slope", "some_tensor", "tensor",
    "within",
]  # fmt: skip

SLOPE_TOLERANCE = 1e-9  # eighth-order differences reach 1e-12 on these functions
SLOPE_OFF = 1e-6  # farther apart, two slopes belong to two functions
ROUNDINGS = 4  # units in the last place that a forward's value may lack: right handwritings use a fifth of that
STENCIL = ((1, 4 / 5), (2, -1 / 5), (3, 4 / 105), (4, -1 / 280))
STEP = 0.02
SIZE = 1.0  # of what tests draw: where a sum of it comes close to 0, it carries the terms' rounding error, not its own


class Closest:
    """The comparison that came closest to its tolerance, of those that passed: how steady a right solution stands."""

    def __init__(self) -> None:
        self.share, self.who = 0.0, ""

    def note(self, share: float, who: str) -> None:
        """One comparison passed with this share of its tolerance used."""
        if share > self.share:
            self.share, self.who = share, who

    def take(self) -> tuple[float, str]:
        """The closest since the last call."""
        found = self.share, self.who
        self.share, self.who = 0.0, ""
        return found


closest = Closest()


def tensor(
    who: str,
    came: object,
    shape: tuple[int, ...] | torch.Size,
    dtype: torch.dtype,
    wrong: dict[str, Tensor] | None = None,
) -> Tensor:
    """What came, if it is a tensor of this shape and dtype; raises `Mismatch` if not.

    Args:
        who: what is compared, as students read it at the beginning of the message: "Linear.backward".
        came: whatever the student's code returned.
        shape: the shape that it must have.
        dtype: the dtype that it must have; nothing is converted.
        wrong: hint → what that mistake would have given; the first that has the shape of `came` gives its hint.
    """
    came = some_tensor(who, came)
    if came.shape != torch.Size(shape):
        raise Mismatch(
            f"{who}: expected shape {tuple(shape)}, got {tuple(came.shape)}",
            hint(came, torch.empty(shape, dtype=dtype), wrong),
        )
    if came.dtype != dtype:
        raise Mismatch(f"{who}: expected dtype {dtype}, got {came.dtype}", WRONG_DTYPE)
    return came


def some_tensor(who: str, came: object) -> Tensor:
    """`came`, if it is a tensor at all."""
    if not isinstance(came, Tensor):
        raise Mismatch(f"{who}: expected a tensor, got {_kind(came)}", no_tensor(came))
    return came


def _kind(came: object) -> str:
    """What came, by its class; an object that stayed at the student's side says itself of which."""
    plain = type(came).__module__ == "builtins"
    return "None" if came is None else type(came).__name__ if plain else repr(came)


def close(
    who: str, came: object, expected: Tensor, tolerance: float | None = None, *, wrong: dict[str, Tensor] | None = None
) -> None:
    """Equal up to rounding, as a whole: for sums of products, whose small elements carry the rounding of the large.

    Args:
        who: what is compared, as students read it at the beginning of the message: "Linear.forward".
        came: whatever the student's code returned.
        expected: what is right; its shape and dtype are asked for, too.
        tolerance: the largest difference allowed, over the largest element expected, or over 1 where all are smaller:
            a share, without a unit. By default, what one operation may lose in that dtype (`reference.closeness`).
        wrong: hint → what that mistake would have given; the first that explains `came` gives its hint.
    """
    came = tensor(who, came, expected.shape, expected.dtype, wrong)
    tolerance = SINGLE[expected.dtype] if tolerance is None else tolerance
    apart = difference(came, expected, SIZE)
    if not came.isfinite().all() or not apart.within(tolerance):
        _mismatch(who, came, expected, wrong)
    closest.note(apart.largest / tolerance, who)


def within(
    who: str,
    came: object,
    expected: Tensor,
    tolerance: float,
    dtype: torch.dtype,
    *,
    relative: bool = False,
    wrong: dict[str, Tensor] | None = None,
) -> None:
    """Equal element by element: for what the contract bounds so, such as an activation's values.

    Args:
        who: what is compared, as students read it at the beginning of the message: "Tanh.forward".
        came: whatever the student's code returned.
        expected: what is right, in float64 where `dtype` is narrower, so that its own rounding counts for nothing.
        tolerance: the difference allowed for each element: absolute, or a share of that element, whichever is more.
        dtype: the dtype that `came` must have.
        relative: only the share counts, so that tiny elements have to be right as well.
        wrong: hint → what that mistake would have given; the first that explains `came` gives its hint.
    """
    came = tensor(who, came, expected.shape, dtype, wrong)
    apart = (came.double() - expected.double()).abs()
    allowed = tolerance * expected.double().abs()
    if not relative:
        allowed = allowed.clamp(min=tolerance)
    if not (apart <= allowed).all():
        _mismatch(who, came, expected.to(dtype), wrong)
    closest.note(float((apart / allowed).nan_to_num(nan=0.0).max()), who)


def equal(who: str, came: object, expected: Tensor, *, wrong: dict[str, Tensor] | None = None) -> None:
    """The same bits: for what is copied, zeroed or left alone.

    Args:
        who: what is compared, as students read it at the beginning of the message: "Linear.w after zero_grad".
        came: whatever the student's code returned.
        expected: what is right, bit by bit; NaN equals nothing.
        wrong: hint → what that mistake would have given. No other hint is made up: here is no formula to guess at.
    """
    try:
        came = tensor(who, came, expected.shape, expected.dtype, wrong)
        if not torch.equal(came, expected):
            _mismatch(who, came, expected, wrong)
    except Mismatch as mismatch:
        if mismatch.hint not in {*(wrong or {}), NOT_FINITE} and "dtype" not in mismatch.hint:
            mismatch.hint = ""  # what is copied or left alone has no formula to guess at
        raise


def gradient(
    who: str,
    came: object,
    expected: Tensor,
    own: Callable[[Tensor], Tensor],
    at: Tensor,
    g: Tensor,
    *,
    tolerance: float | None = None,
    curved: bool = False,
    wrong: dict[str, Tensor] | None = None,
) -> None:
    """The true derivative; where the student's own forward is off, the derivative that fits that forward.

    So a mistake in forward is paid for once. An approximation of the true derivative fits no forward that is off, and
    earns nothing.

    Args:
        who: what is compared, as students read it at the beginning of the message: "MSELoss.backward".
        came: the derivative that the student's code returned.
        expected: the true one.
        own: the student's forward as a function of `at`; it is asked only where `came` is not `expected`.
        at: where the derivative is taken, float64; `came` must have its shape.
        g: the gradient that came in, of the shape of the forward's result.
        tolerance: judge the elements one by one, as `within` does with this tolerance; by default all of them as
            `close` does.
        curved: a forward that is a straight line near `at` is none to fit: its slope says too little.
        wrong: hint → what that mistake would have given; the first that explains `came` gives its hint.
    """
    try:
        if tolerance is None:
            close(who, came, expected, wrong=wrong)
        else:
            within(who, came, expected, tolerance, expected.dtype, wrong=wrong)
    except Mismatch:
        alike = isinstance(came, Tensor) and came.shape == at.shape and came.dtype == at.dtype == torch.float64
        if not (
            alike and isinstance(came, Tensor) and _fits(came, expected, own, at, g) and (not curved or _bends(own, at))
        ):
            raise


def _fits(came: Tensor, expected: Tensor, own: Callable[[Tensor], Tensor], at: Tensor, g: Tensor) -> bool:
    """Whether `came` is the slope of a forward that is alive, and off."""
    generator = torch.Generator().manual_seed(at.numel())
    # Where a function is nearly flat, as tanh is at 6, its values' last places are all that differences see.
    rounding = ROUNDINGS * torch.finfo(at.dtype).eps / STEP * (g * own(at)).abs().sum().item()
    off = False
    for _ in range(3):
        direction = _direction(at, generator)
        measured, claimed = slope(own, at, direction, g), (came * direction).sum().item()
        true = (expected * direction).sum().item()
        scale = (came * direction).abs().sum().item()
        off |= abs(measured - true) > SLOPE_OFF * scale
        allowed = SLOPE_TOLERANCE * scale + min(rounding, SLOPE_OFF * scale)
        if not (abs(measured - claimed) <= allowed and abs(measured) > 0.01 * abs(true)):
            return False
    return off


def _direction(at: Tensor, generator: torch.Generator) -> Tensor:
    """A direction of either sign in which no element stands nearly still: its slope would drown in rounding."""
    sizes, signs = (torch.rand(at.shape, dtype=at.dtype, generator=generator) for _ in range(2))
    return (0.5 + sizes) * (signs - 0.5).sign()


def _bends(own: Callable[[Tensor], Tensor], at: Tensor) -> bool:
    """Whether the forward is more than a straight line near `at`."""
    ahead, here, behind = own(at + 1), own(at), own(at - 1)
    return bool((ahead + behind - 2 * here).abs().max() > 1e-3 * (ahead - behind).abs().max())


def slope(own: Callable[[Tensor], Tensor], at: Tensor, direction: Tensor, g: Tensor) -> float:
    """d/dt Σ g · own(at + t·direction) at t = 0, by central differences of eighth order."""
    total = 0.0
    for k, weight in STENCIL:
        ahead, behind = own(at + k * STEP * direction), own(at - k * STEP * direction)
        total += weight * ((ahead - behind) * g).sum().item()
    return total / STEP


def _mismatch(who: str, came: Tensor, expected: Tensor, wrong: dict[str, Tensor] | None) -> Never:
    apart = difference(came, expected)
    if not expected.isfinite().all():  # no suite expects that: it is what the student's code answered before
        raise Mismatch(f"{who}: expected a number each time it is asked, got {apart.got}, as before", NOT_FINITE)
    where = f" at {list(apart.where)}" if apart.where else ""
    raise Mismatch(f"{who}: expected {apart.expected}{where}, got {apart.got}", hint(came, expected, wrong))
