"""Checks of arguments, made before anything changes, so that whoever raises is left as it was.

`who` is the object that was called; its name opens the sentence: `Linear(3, 4): expected …, got …`.
What runs at every step of training reads attributes and no elements, in one condition; words are found only
after it failed.
"""

import math
from typing import NoReturn

import torch
from torch import Tensor

from framework.errors import DomainError, KindError, ShapeError


def check_tensor(who: object, name: str, value: Tensor) -> None:
    """`value` is a floating-point tensor with at least one element."""
    if not (isinstance(value, Tensor) and value.is_floating_point() and value.numel()):
        refuse(who, name, value, None)


def check_matrix(who: object, name: str, value: Tensor, columns: int, dtype: torch.dtype) -> None:
    """`value` is a tensor (N, columns) of the dtype `dtype`, N ≥ 1."""
    if not (
        isinstance(value, Tensor)
        and value.dim() == 2
        and value.shape[1] == columns
        and value.dtype == dtype
        and value.numel()
    ):
        refuse(who, name, value, f"(N, {columns})", dtype)


def check_rows(who: object, name: str, value: Tensor) -> None:
    """`value` is a floating-point tensor (N, C) of any C."""
    if not (isinstance(value, Tensor) and value.dim() == 2 and value.is_floating_point() and value.numel()):
        refuse(who, name, value, "(N, C)")


def check_like(who: object, name: str, value: Tensor, size: tuple[int, ...], dtype: torch.dtype) -> None:
    """`value` is a tensor of the shape `size` and the dtype `dtype`."""
    if not (isinstance(value, Tensor) and value.shape == size and value.dtype == dtype):
        refuse(who, name, value, str(tuple(size)), dtype)


def refuse(who: object, name: str, value: object, size: str | None, dtype: torch.dtype | None = None) -> NoReturn:
    """Say what is wrong with a tensor that was expected to have the shape `size` and the dtype `dtype`."""
    if not isinstance(value, Tensor):
        raise KindError(f"{label(who)}: expected {name} to be a tensor, got {describe(value)}")
    if not value.is_floating_point() or (dtype is not None and value.dtype != dtype):
        wanted = "a floating-point dtype" if dtype is None else str(dtype)
        raise KindError(f"{label(who)}: expected {name} of {wanted}, got {value.dtype}")
    wanted = "with at least one element" if size is None else f"of shape {size}"
    raise ShapeError(f"{label(who)}: expected {name} {wanted}, got {tuple(value.shape)}")


def check_number(who: object, name: str, value: float, low: float, below: float = math.inf) -> None:
    """`value` is a number with `low` ≤ value < `below`; True and False are none, nor is NaN."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise KindError(f"{label(who)}: expected {name} to be a number, got {describe(value)}")
    if not low <= value < below:
        raise DomainError(f"{label(who)}: expected {low} ≤ {name} < {below}, got {value}")


def check_size(who: object, name: str, value: int) -> None:
    """`value` is a whole number of at least 1."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise KindError(f"{label(who)}: expected {name} to be a whole number, got {describe(value)}")
    if value < 1:
        raise DomainError(f"{label(who)}: expected {name} of at least 1, got {value}")


def check_flag(who: object, name: str, value: bool) -> None:
    """`value` is True or False."""
    if not isinstance(value, bool):
        raise KindError(f"{label(who)}: expected {name} to be True or False, got {describe(value)}")


def label(who: object) -> str:
    """How an exception names who raises it: a string as it is, a module by `str`."""
    return who if isinstance(who, str) else str(who).splitlines()[0]


def describe(value: object) -> str:
    """What came, in words short enough for one line."""
    return "None" if value is None else f"{type(value).__name__} {value!r:.40}"
