"""The wire: calls and answers as frames of plain data. Both ends read it with the same suspicion.

    frame      = length of structure (4 bytes) · length of array bytes (4 bytes) · structure · array bytes
    structure  = msgpack of None, bool, int, float, str, bytes, lists, dicts of texts, and extensions:
                 2 tuple, 3 Ref, 7 blob (length; its bytes come next in line), and those of a library's arrays, such as
                 1 tensor (dtype, shape; its bytes come next in line), 4 dtype

Lengths are checked before anything is allocated. The structure is kept small, since a byte of msgpack can
become a hundred bytes of objects, and keys with equal hashes take the square of their number to read;
array bytes only ever become arrays. Nothing here can name a class to build. Whose arrays travel, `carry` says: of
another library's nothing is read or sent.
"""

import math
import struct
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn, Protocol

from msgspec.msgpack import Ext, decode, encode

from .protocol import Ref

HEADER = struct.Struct(">II")
STRUCTURE = 1 << 16  # bytes of structure in a frame
CHUNK = 1 << 15  # bytes asked for at once: most frames whole
DIMENSIONS = 16
DEPTH = 40  # of nested lists: whoever walks a value must not run out of stack
TUPLE, REF, BLOB = 2, 3, 7  # 1 and 4 are a tensor and its dtype, 5 is an array of numpy's
HEADS = tuple(struct.Struct(f">BB{dimensions}q") for dimensions in range(DIMENSIONS + 1))
LENGTH = struct.Struct(">q")
PLAIN = frozenset({type(None), bool, int, float, str, bytes})


class Carrier(Protocol):
    """One library's arrays: their extensions, and how they become bytes and come of them."""

    @property
    def code(self) -> int:
        """The extension of an array."""

    @property
    def dtype_code(self) -> int | None:
        """The extension of a dtype, where it travels by itself."""

    @property
    def kind(self) -> type:
        """The class of an array."""

    @property
    def leaves(self) -> frozenset[type]:
        """The classes of what comes out of a frame."""

    @property
    def dtypes(self) -> Sequence[Any]:
        """Those that travel, and no other, by their numbers."""

    @property
    def codes(self) -> Mapping[Any, int]:
        """Their numbers."""

    def plain(self, array: Any) -> Any:
        """The array as numbers in this machine's memory, and nothing else."""

    def raw(self, array: Any) -> bytes:
        """The elements in row-major order."""

    def made(self, dtype: Any, shape: tuple[int, ...], data: memoryview) -> Any:
        """A fresh array of bytes of just that size."""


CARRIERS: list[Carrier] = []
BY_CODE: dict[int, Carrier] = {}
LEAVES: set[type] = {*PLAIN, Ref, bytearray}


def carry(carrier: Carrier) -> None:
    """From here on, this library's arrays travel."""
    if carrier not in CARRIERS:
        CARRIERS.append(carrier)
        BY_CODE[carrier.code] = carrier
        LEAVES.update(carrier.leaves)


class Malformed(ValueError):
    """A frame that is no frame, or a value that has no place on the wire."""


def pack(value: Any, most: int) -> bytes:
    """A frame that holds `value`, of at most `most` bytes of arrays."""
    arrays: list[tuple[Carrier | None, Any]] = []
    structure = encode(_lower(value, arrays))
    # Before any copy: an expanded tensor is as large as it says.
    size = sum(len(array) if carrier is None else array.nbytes for carrier, array in arrays)
    if len(structure) > STRUCTURE or size > most:
        raise Malformed(f"expected at most {STRUCTURE} bytes and {most} of arrays, got {len(structure)} and {size}")
    data = (bytes(array) if carrier is None else carrier.raw(array) for carrier, array in arrays)
    return b"".join([HEADER.pack(len(structure), size), structure, *data])


def receive(recv: Callable[[int], bytes], most: int, ahead: bytearray | None = None) -> Any:
    """The next frame's value; `recv(n)` gives from 1 to n bytes, none at the end of the stream.

    Where both ends speak in turns, a frame is all that can have come: mostly one call of `recv`. Where several frames
    may be on their way, what has come of the next ones waits in `ahead`.
    """
    data = bytes(ahead) if ahead else recv(CHUNK)
    while data and len(data) < HEADER.size:
        data += recv(CHUNK) or _gone()
    structure, size = HEADER.unpack_from(data or _gone())
    if structure > STRUCTURE or size > most:
        raise Malformed(f"expected at most {STRUCTURE} bytes and {most} of arrays, got {structure} and {size}")
    whole = HEADER.size + structure + size
    if ahead is not None:
        ahead[:] = data[whole:]
    elif len(data) > whole:
        raise Malformed(f"{len(data) - whole} bytes follow the frame, and nobody asked for them")
    frame = memoryview(data if len(data) >= whole else _rest(recv, data, whole))
    return unpack(frame[HEADER.size : HEADER.size + structure], frame[HEADER.size + structure : whole])


def _rest(recv: Callable[[int], bytes], start: bytes, whole: int) -> bytearray:
    """A frame of `whole` bytes that comes in pieces; as much is held as has come."""
    frame = bytearray(start)
    while len(frame) < whole:
        frame += recv(min(whole - len(frame), 1 << 20)) or _gone()
    return frame


def _gone() -> NoReturn:
    """The other end is gone."""
    raise EOFError


def unpack(structure: bytes | memoryview, arrays: bytes | memoryview) -> Any:
    """The value of a frame's two parts; `Malformed` whatever else they hold."""
    rest = memoryview(arrays)

    def extension(code: int, data: memoryview) -> Any:
        nonlocal rest
        if carrier := BY_CODE.get(code):
            array, rest = _array(carrier, bytes(data), rest)
            return array
        if code == TUPLE:
            items = decode(data, ext_hook=extension)
            return tuple(items) if type(items) is list else _refuse("a tuple")
        if code == REF:
            number, type_name, method = decode(data, type=tuple[int, str, bool])
            return Ref(number, type_name[:80], method)
        if code == BLOB:
            blob, rest = _blob(bytes(data), rest)
            return blob
        return _dtype(code, data)

    try:
        value = decode(structure, ext_hook=extension)
        _check(value, DEPTH)
    except Malformed:
        raise
    except (ValueError, TypeError, LookupError, RuntimeError, ArithmeticError, struct.error) as error:
        raise Malformed(f"not a frame: {str(error)[:200]}") from None
    if rest:
        raise Malformed(f"{len(rest)} bytes belong to no array")
    return value


def _lower(value: Any, arrays: list[tuple[Carrier | None, Any]]) -> Any:
    """The value with extensions where msgpack has no type of its own; arrays are set aside in order."""
    kind = type(value)
    if kind in PLAIN:
        return value
    if kind is list:
        return [_lower(item, arrays) for item in value]
    if kind is dict:
        return {key: _lower(item, arrays) for key, item in value.items()}
    if kind is tuple:
        return Ext(TUPLE, encode([_lower(item, arrays) for item in value]))
    if kind is Ref:
        return Ext(REF, encode((value.id, value.type_name, value.method)))
    if kind is bytearray:
        arrays.append((None, value))
        return Ext(BLOB, LENGTH.pack(len(value)))
    for carrier in CARRIERS:
        if isinstance(value, carrier.kind) and value.dtype in carrier.codes:  # type: ignore[attr-defined]
            plain = carrier.plain(value)
            arrays.append((carrier, plain))
            shape = plain.shape
            return Ext(carrier.code, HEADS[len(shape)].pack(carrier.codes[plain.dtype], len(shape), *shape))
        if carrier.dtype_code is not None and kind in carrier.leaves and value in carrier.codes:
            return Ext(carrier.dtype_code, bytes([carrier.codes[value]]))
    raise Malformed(f"a {kind.__name__} has no place on the wire")


def _dtype(code: int, data: memoryview) -> Any:
    """A dtype by itself, which some libraries have."""
    for carrier in CARRIERS:
        if code == carrier.dtype_code:
            return carrier.dtypes[data[0]]
    return _refuse(f"an extension of code {code}")


def _blob(head: bytes, rest: memoryview) -> tuple[bytearray, memoryview]:
    """The next bytes, and those after them."""
    (size,) = LENGTH.unpack(head)
    if not 0 <= size <= len(rest):
        raise Malformed(f"{size} bytes in {len(rest)}")
    return bytearray(rest[:size]), rest[size:]


def _array(carrier: Carrier, head: bytes, rest: memoryview) -> tuple[Any, memoryview]:
    """A fresh array from the next bytes, and the bytes after it."""
    code, dimensions = head[0], head[1]
    if dimensions > DIMENSIONS:
        raise Malformed(f"expected at most {DIMENSIONS} dimensions, got {dimensions}")
    dtype, shape = carrier.dtypes[code], HEADS[dimensions].unpack(head)[2:]
    size = math.prod(shape) * dtype.itemsize
    if min(shape, default=0) < 0 or max(shape, default=0) > 1 << 40 or size > len(rest):
        raise Malformed(f"an array of shape {shape} in {len(rest)} bytes")
    return carrier.made(dtype, shape, rest[:size]), rest[size:]


def _check(value: Any, depth: int) -> None:
    """Exact types only, since msgpack also knows time stamps, and no deep nests."""
    kind = type(value)
    if kind in LEAVES:
        return
    if not depth:
        _refuse(f"a nest deeper than {DEPTH} levels")
    if kind is list or kind is tuple:
        for item in value:
            _check(item, depth - 1)
    elif kind is dict:
        for key, item in value.items():
            if type(key) is not str:
                _refuse("a key that is no text")
            _check(item, depth - 1)
    else:
        _refuse(f"a {kind.__name__}")


def _refuse(what: str) -> Any:
    raise Malformed(f"expected plain data, got {what}")
