"""The wire: calls and answers as frames of plain data. Both ends read it with the same suspicion.

    frame      = length of structure (4 bytes) · length of tensor bytes (4 bytes) · structure · tensor bytes
    structure  = msgpack of None, bool, int, float, str, bytes, lists, dicts of texts, and four extensions:
                 1 tensor (dtype, shape; its bytes come next in line), 2 tuple, 3 Ref, 4 dtype

Lengths are checked before anything is allocated. The structure is kept small, since a byte of msgpack can
become a hundred bytes of objects, and keys with equal hashes take the square of their number to read;
tensor bytes only ever become tensors. Nothing here can name a class to build.
"""

import ctypes
import math
import struct
from collections.abc import Callable
from typing import Any, NoReturn

import torch
from msgspec.msgpack import Ext, decode, encode
from torch import Tensor

from .protocol import Ref

HEADER = struct.Struct(">II")
STRUCTURE = 1 << 16  # bytes of structure in a frame
CHUNK = 1 << 15  # bytes asked for at once: most frames whole
DIMENSIONS = 16
DEPTH = 40  # of nested lists: whoever walks a value must not run out of stack
TENSOR, TUPLE, REF, DTYPE = 1, 2, 3, 4
DTYPES = (
    torch.float32, torch.float64, torch.int64, torch.bool, torch.float16, torch.bfloat16,
    torch.int32, torch.int16, torch.int8, torch.uint8, torch.complex64, torch.complex128,
)  # fmt: skip
CODES = {dtype: code for code, dtype in enumerate(DTYPES)}
HEADS = tuple(struct.Struct(f">BB{dimensions}q") for dimensions in range(DIMENSIONS + 1))
PLAIN = frozenset({type(None), bool, int, float, str, bytes})
LEAVES = PLAIN | {Tensor, Ref, torch.dtype}


class Malformed(ValueError):
    """A frame that is no frame, or a value that has no place on the wire."""


def pack(value: Any, most: int) -> bytes:
    """A frame that holds `value`, of at most `most` tensor bytes."""
    tensors: list[Tensor] = []
    structure = encode(_lower(value, tensors))
    size = sum(tensor.nbytes for tensor in tensors)  # before any copy: an expanded tensor is as large as it says
    if len(structure) > STRUCTURE or size > most:
        raise Malformed(f"expected at most {STRUCTURE} bytes and {most} of tensors, got {len(structure)} and {size}")
    return b"".join([HEADER.pack(len(structure), size), structure, *map(raw, tensors)])


def receive(recv: Callable[[int], bytes], most: int) -> Any:
    """The next frame's value; `recv(n)` gives from 1 to n bytes, none at the end of the stream.

    Both ends speak in turns, so a frame is all that can have come: mostly one call of `recv`.
    """
    data = recv(CHUNK)
    while data and len(data) < HEADER.size:
        data += recv(CHUNK) or _gone()
    structure, size = HEADER.unpack_from(data or _gone())
    if structure > STRUCTURE or size > most:
        raise Malformed(f"expected at most {STRUCTURE} bytes and {most} of tensors, got {structure} and {size}")
    whole = HEADER.size + structure + size
    if len(data) > whole:
        raise Malformed(f"{len(data) - whole} bytes follow the frame, and nobody asked for them")
    frame = memoryview(data if len(data) == whole else _rest(recv, data, whole))
    return unpack(frame[HEADER.size : HEADER.size + structure], frame[HEADER.size + structure :])


def _rest(recv: Callable[[int], bytes], start: bytes, whole: int) -> bytearray:
    """A frame of `whole` bytes that comes in pieces; as much is held as has come."""
    frame = bytearray(start)
    while len(frame) < whole:
        frame += recv(min(whole - len(frame), 1 << 20)) or _gone()
    return frame


def _gone() -> NoReturn:
    """The other end is gone."""
    raise EOFError


def unpack(structure: bytes | memoryview, tensors: bytes | memoryview) -> Any:
    """The value of a frame's two parts; `Malformed` whatever else they hold."""
    rest = memoryview(tensors)

    def extension(code: int, data: memoryview) -> Any:
        nonlocal rest
        if code == TENSOR:
            tensor, rest = _tensor(bytes(data), rest)
            return tensor
        if code == TUPLE:
            items = decode(data, ext_hook=extension)
            return tuple(items) if type(items) is list else _refuse("a tuple")
        if code == REF:
            number, type_name, method = decode(data, type=tuple[int, str, bool])
            return Ref(number, type_name[:80], method)
        return DTYPES[data[0]] if code == DTYPE else _refuse(f"an extension of code {code}")

    try:
        value = decode(structure, ext_hook=extension)
        _check(value, DEPTH)
    except Malformed:
        raise
    except (ValueError, TypeError, LookupError, RuntimeError, ArithmeticError, struct.error) as error:
        raise Malformed(f"not a frame: {str(error)[:200]}") from None
    if rest:
        raise Malformed(f"{len(rest)} tensor bytes belong to no tensor")
    return value


def _lower(value: Any, tensors: list[Tensor]) -> Any:
    """The value with extensions where msgpack has no type of its own; tensors are set aside in order."""
    kind = type(value)
    if kind in PLAIN:
        return value
    if kind is list:
        return [_lower(item, tensors) for item in value]
    if kind is dict:
        return {key: _lower(item, tensors) for key, item in value.items()}
    if kind is tuple:
        return Ext(TUPLE, encode([_lower(item, tensors) for item in value]))
    if kind is Ref:
        return Ext(REF, encode((value.id, value.type_name, value.method)))
    if isinstance(value, Tensor) and value.dtype in CODES:
        plain = _strided(value)
        tensors.append(plain)
        shape = plain.shape
        return Ext(TENSOR, HEADS[len(shape)].pack(CODES[plain.dtype], len(shape), *shape))
    if kind is torch.dtype and value in CODES:
        return Ext(DTYPE, bytes([CODES[value]]))
    raise Malformed(f"a {kind.__name__} has no place on the wire")


def _strided(tensor: Tensor) -> Tensor:
    """The tensor as numbers in this machine's memory, and nothing else."""
    plain = tensor if type(tensor) is Tensor and not tensor.requires_grad else tensor.detach()
    if type(plain) is not Tensor:
        plain = plain.as_subclass(Tensor)
    if plain.dim() > DIMENSIONS:
        raise Malformed(f"expected at most {DIMENSIONS} dimensions, got {plain.dim()}")
    return plain.cpu() if plain.layout is torch.strided else plain.to_dense().cpu()


def raw(tensor: Tensor) -> bytes:
    """The elements in row-major order."""
    whole = tensor.resolve_conj().resolve_neg().contiguous()
    return ctypes.string_at(whole.data_ptr(), whole.nbytes)


def blob(data: bytes) -> Tensor:
    """Bytes as a tensor: they may be more than a structure holds."""
    return torch.frombuffer(bytearray(data), dtype=torch.uint8)


def _tensor(head: bytes, rest: memoryview) -> tuple[Tensor, memoryview]:
    """A fresh tensor from the next bytes, and the bytes after it."""
    code, dimensions = head[0], head[1]
    if dimensions > DIMENSIONS:
        raise Malformed(f"expected at most {DIMENSIONS} dimensions, got {dimensions}")
    dtype, shape = DTYPES[code], HEADS[dimensions].unpack(head)[2:]
    size = math.prod(shape) * dtype.itemsize
    if min(shape, default=0) < 0 or max(shape, default=0) > 1 << 40 or size > len(rest):
        raise Malformed(f"a tensor of shape {shape} in {len(rest)} bytes")
    if not size:
        return torch.empty(shape, dtype=dtype), rest
    stored = torch.uint8 if dtype is torch.bool else dtype  # a forged truth may be neither 0 nor 1
    tensor = torch.frombuffer(bytearray(rest[:size]), dtype=stored).view(shape)
    return (tensor != 0 if dtype is torch.bool else tensor), rest[size:]


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
