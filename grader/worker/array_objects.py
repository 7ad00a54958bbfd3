"""The student's side of an assignment in numpy: arrays travel, one number as an array without dimensions."""

from types import MappingProxyType
from typing import Any

import numpy as np

from .objects import Objects


class ArrayObjects(Objects):
    """The table of the student's objects, whose arrays are numpy's."""

    ARRAYS = (np.ndarray, np.generic)
    NAMES = MappingProxyType({"np": np})

    def _sent(self, array: Any) -> Any:
        """A number of numpy's keeps its dtype: it travels as an array without dimensions."""
        return np.asarray(array)

    def do_share_memory(self, one: Any, other: Any) -> bool:
        """Whether two arrays overlap in memory."""
        return bool(np.may_share_memory(one, other))

    def do_manual_seed(self, seed: int) -> None:
        """Seed numpy's global generator on this side."""
        np.random.seed(seed)
