"""What both ends of the wall know: what travels between them, and how a worker may end.

Plain are None, bool, int, float, str, dtype, tensor, and lists, tuples and dicts of those; every other object stays
at the student's end, and only its number travels, as a `Ref`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

TEXT = 2000  # characters of an exception's text that travel
ENGINE = 86  # the exit status of who calls the differentiation engine, which is out of order
READY_MADE = 87  # the same for ready-made layers, losses and optimizers


@dataclass(frozen=True, slots=True)
class Ref:
    """An object that stays on the student's side: its number, its class, whether it is a bound method."""

    id: int
    type_name: str = ""
    method: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """An exception of the student's code as plain data; `grader.errors.Fault` has the same fields."""

    type_name: str
    builtins: tuple[str, ...]
    text: str
    where: str
    missing: bool
    imports: tuple[str, ...]


def plain(value: Any, leaf: Callable[[Any], Any]) -> Any:
    """The same nest of lists, tuples and dicts with `leaf` applied to what they hold."""
    if type(value) is list:
        return [plain(item, leaf) for item in value]
    if type(value) is tuple:
        return tuple(plain(item, leaf) for item in value)
    if type(value) is dict:
        return {plain(key, leaf): plain(item, leaf) for key, item in value.items()}
    return leaf(value)
