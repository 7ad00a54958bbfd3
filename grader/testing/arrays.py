"""The words in which suites compare numpy's arrays: what came from the student against what was expected.

    near(who, came, expected)     element by element, up to rounding
    same(who, came, expected)     exactly: for whole numbers, and for what is left alone
    with hinting("…"):            the hint for whatever goes wrong inside and has none of its own

Each raises a `Mismatch` that says who, what was expected and what came; a comparison with NaN is never true.
"""

from collections.abc import Mapping
from typing import Any, Never

import numpy as np
from numpy.typing import NDArray

from .mismatch import Mismatch
from .words import EVERYWHERE, HERE_AND_THERE, NOT_FINITE, hinting, raised, rarely, said

__all__ = ["array", "hinting", "near", "raised", "rarely", "said", "same"]

Array = NDArray[Any]
Wrong = Mapping[str, Any]
ROUNDING = {"float64": 1e-9, "float32": 1e-4}
RECOGNISED = 1e-4  # a mistake is recognised, not judged: loose on purpose
WRONG_DTYPE = "The dtype is wrong: make arrays in the dtype of what came in, with zeros_like and the like."


def array(who: str, came: object, shape: tuple[int, ...], dtype: Any, wrong: Wrong | None = None) -> Array:
    """What came, if it is an array of this shape and dtype; raises `Mismatch` if not.

    Args:
        who: what is compared, as students read it at the beginning of the message: "assign".
        came: whatever the student's code returned; one number is an array without dimensions.
        shape: the shape that it must have.
        dtype: the dtype that it must have; nothing is converted.
        wrong: hint → what that mistake would have given; the first that has the shape of `came` gives its hint.
    """
    if isinstance(came, bool | int | float) and not shape:
        came = np.asarray(came, np.result_type(came) if isinstance(came, bool) else dtype)
    if not isinstance(came, np.ndarray):
        hint = "Is the result returned, or kept? A function without return gives None." if came is None else ""
        raise Mismatch(f"{who}: expected an array, got {'None' if came is None else type(came).__name__}", hint)
    if came.shape != shape:
        hint = next((words for words, value in (wrong or {}).items() if np.shape(value) == came.shape), "")
        generic = "The shape differs: write the shape of each line's result beside it, and mind the axis of each sum."
        raise Mismatch(f"{who}: expected shape {shape}, got {came.shape}", hint or generic)
    if came.dtype != np.dtype(dtype):
        raise Mismatch(f"{who}: expected dtype {np.dtype(dtype)}, got {came.dtype}", WRONG_DTYPE)
    return came


def near(who: str, came: object, expected: Array, tolerance: float | None = None, wrong: Wrong | None = None) -> None:
    """Equal up to rounding, element by element.

    Args:
        who: what is compared, as students read it at the beginning of the message.
        came: whatever the student's code returned.
        expected: what is right; its shape and dtype are asked for, too.
        tolerance: the difference allowed for each element, a share of the larger of 1 and that element; by default
            what a few operations lose in that dtype.
        wrong: hint → what that mistake would have given; the first that explains `came` gives its hint.
    """
    expected = np.asarray(expected)
    came = array(who, came, expected.shape, expected.dtype, wrong)
    tolerance = ROUNDING[str(expected.dtype)] if tolerance is None else tolerance
    with np.errstate(invalid="ignore"):
        apart = np.abs(came - expected) <= tolerance * np.maximum(1.0, np.abs(expected))
    if not apart.all():
        _mismatch(who, came, expected, apart, wrong)


def same(who: str, came: object, expected: Array, wrong: Wrong | None = None) -> None:
    """Exactly equal, with the arguments of `near`."""
    expected = np.asarray(expected)
    came = array(who, came, expected.shape, expected.dtype, wrong)
    if not (came == expected).all():
        _mismatch(who, came, expected, came == expected, wrong)


def _mismatch(who: str, came: Array, expected: Array, right: Array, wrong: Wrong | None) -> Never:
    place = np.unravel_index(int(np.argmin(right)), right.shape) if right.shape else ()
    where = f" at {[int(at) for at in place]}" if place else ""
    words = f"{who}: expected {expected[place]:.9g}{where}, got {came[place]:.9g}"
    raise Mismatch(words, _hint(came, right, wrong or {}))


def _hint(came: Array, right: Array, wrong: Wrong) -> str:
    """The first known mistake that explains what came, or where it is wrong."""
    if not np.isfinite(came).all():
        return NOT_FINITE
    for words, value in wrong.items():
        if np.shape(value) == came.shape and np.allclose(came, value, rtol=RECOGNISED, atol=RECOGNISED):
            return words.rstrip()
    return HERE_AND_THERE if right.any() else EVERYWHERE
