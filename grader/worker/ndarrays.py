"""numpy's arrays on the wire: dtype, shape and bytes; nothing is pickled, and nothing but numbers travels.

Both ends hold the same list of dtypes. Objects, texts, dates, records, and numbers in the order of another machine are
not on it, and have no place on the wire.
"""

import numpy as np
from numpy.typing import NDArray

from . import wire

Array = NDArray[np.generic]
DTYPES = tuple(
    np.dtype(name)
    for name in (
        "float32", "float64", "int64", "bool", "float16", "int32", "int16", "int8", "uint8", "uint16", "uint32",
        "uint64", "complex64", "complex128",
    )
)  # fmt: skip


class Arrays:
    """numpy's carrier."""

    code, dtype_code = 5, None
    kind: type = np.ndarray
    leaves = frozenset[type]((np.ndarray,))
    dtypes = DTYPES
    codes = {dtype: code for code, dtype in enumerate(DTYPES)}  # noqa: RUF012 (nobody writes to it)

    def plain(self, array: Array) -> Array:
        """The array as numbers, and nothing of a subclass."""
        if array.ndim > wire.DIMENSIONS:
            raise wire.Malformed(f"expected at most {wire.DIMENSIONS} dimensions, got {array.ndim}")
        return np.asarray(array)

    def raw(self, array: Array) -> bytes:
        """The elements in row-major order."""
        return array.tobytes()

    def made(self, dtype: np.dtype[np.generic], shape: tuple[int, ...], data: memoryview) -> Array:
        """A fresh array, which may be written to."""
        if not data:
            return np.empty(shape, dtype)
        stored = np.dtype(np.uint8) if dtype == np.bool_ else dtype  # a forged truth may be neither 0 nor 1
        array = np.frombuffer(bytearray(data), stored).reshape(shape)
        return np.asarray(array != 0) if dtype == np.bool_ else array


CARRIER = Arrays()
