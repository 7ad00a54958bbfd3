"""The wire: calls and answers as frames of plain data. Both ends read it with the same suspicion.

    frame      = length of structure (4 bytes) · length of tensor bytes (4 bytes) · structure · tensor bytes
    structure  = msgpack of None, bool, int, float, str, bytes, lists, dicts, and four extensions:
                 1 tensor (dtype, shape; its bytes come next in line), 2 tuple, 3 Ref, 4 dtype

Lengths are checked before anything is allocated. The structure is kept small, since a byte of msgpack can
become a hundred bytes of objects; tensor bytes only ever become tensors. Nothing here can name a class to build.
"""

import ctypes
import math
import struct
from collections.abc import Callable
from typing import Any

import msgspec
import torch
from torch import Tensor

from .side import Ref

HEADER = struct.Struct(">II")
STRUCTURE = 1 << 20  # bytes of structure in a frame
DIMENSIONS = 16
TENSOR, TUPLE, REF, DTYPE = 1, 2, 3, 4
DTYPES = (
    torch.float32, torch.float64, torch.int64, torch.bool, torch.float16, torch.bfloat16,
    torch.int32, torch.int16, torch.int8, torch.uint8, torch.complex64, torch.complex128,
)  # fmt: skip
CODES = {dtype: code for code, dtype in enumerate(DTYPES)}
PLAIN = frozenset({type(None), bool, int, float, str, bytes})


class Malformed(ValueError):
    """A frame that is no frame, or a value that has no place on the wire."""


def pack(value: Any, most: int) -> bytes:
    """A frame that holds `value`, of at most `most` tensor bytes."""
    tensors: list[Tensor] = []
    structure = msgspec.msgpack.encode(_lower(value, tensors))
    size = sum(tensor.nbytes for tensor in tensors)  # before any copy: an expanded tensor is as large as it says
    if len(structure) > STRUCTURE or size > most:
        raise Malformed(f"expected at most {STRUCTURE} bytes and {most} of tensors, got {len(structure)} and {size}")
    return b"".join([HEADER.pack(len(structure), size), structure, *map(_bytes, tensors)])


def receive(read: Callable[[memoryview], int], most: int) -> Any:
    """The next frame's value; `read` fills a part of the buffer and returns how much, 0 at the end."""
    structure, size = HEADER.unpack(_exactly(read, HEADER.size))
    if structure > STRUCTURE or size > most:
        raise Malformed(f"expected at most {STRUCTURE} bytes and {most} of tensors, got {structure} and {size}")
    return unpack(_exactly(read, structure), _exactly(read, size))


def unpack(structure: bytes | bytearray, tensors: bytes | bytearray) -> Any:
    """The value of a frame's two parts; `Malformed` whatever else they hold."""
    rest = memoryview(tensors)

    def extension(code: int, data: memoryview) -> Any:
        nonlocal rest
        if code == TENSOR:
            tensor, rest = _tensor(bytes(data), rest)
            return tensor
        if code == TUPLE:
            items = msgspec.msgpack.decode(data, ext_hook=extension)
            return tuple(items) if type(items) is list else _refuse("a tuple")
        if code == REF:
            number, type_name, method = msgspec.msgpack.decode(data, type=tuple[int, str, bool])
            return Ref(number, type_name[:80], method)
        return DTYPES[data[0]] if code == DTYPE else _refuse(f"an extension of code {code}")

    try:
        value = msgspec.msgpack.decode(structure, ext_hook=extension)
        _check(value)
    except Malformed:
        raise
    except (ValueError, TypeError, LookupError, RecursionError, struct.error) as error:
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
        return {_lower(key, tensors): _lower(item, tensors) for key, item in value.items()}
    if kind is tuple:
        items = [_lower(item, tensors) for item in value]
        return msgspec.msgpack.Ext(TUPLE, msgspec.msgpack.encode(items))
    if kind is Ref:
        return msgspec.msgpack.Ext(REF, msgspec.msgpack.encode((value.id, value.type_name, value.method)))
    if kind is torch.dtype and value in CODES:
        return msgspec.msgpack.Ext(DTYPE, bytes([CODES[value]]))
    if isinstance(value, Tensor) and value.dtype in CODES:
        plain = value.detach().as_subclass(Tensor)
        tensors.append(plain.to_dense().cpu() if plain.layout is not torch.strided else plain.cpu())
        head = struct.pack(f">BB{plain.dim()}q", CODES[plain.dtype], plain.dim(), *plain.shape)
        return msgspec.msgpack.Ext(TENSOR, head)
    raise Malformed(f"a {kind.__name__} has no place on the wire")


def _bytes(tensor: Tensor) -> bytes:
    """The elements in row-major order."""
    whole = tensor.resolve_conj().resolve_neg().contiguous()
    return ctypes.string_at(whole.data_ptr(), whole.nbytes)


def _tensor(head: bytes, rest: memoryview) -> tuple[Tensor, memoryview]:
    """A fresh tensor from the next bytes, and the bytes after it."""
    code, dimensions = head[0], head[1]
    if dimensions > DIMENSIONS:
        raise Malformed(f"expected at most {DIMENSIONS} dimensions, got {dimensions}")
    dtype, shape = DTYPES[code], struct.unpack(f">{dimensions}q", head[2:])
    size = math.prod(shape) * dtype.itemsize
    if min(shape, default=0) < 0 or max(shape, default=0) > 1 << 40 or size > len(rest):
        raise Malformed(f"a tensor of shape {shape} in {len(rest)} bytes")
    if not size:
        return torch.empty(shape, dtype=dtype), rest
    stored = torch.uint8 if dtype is torch.bool else dtype  # a forged truth may be neither 0 nor 1
    tensor = torch.frombuffer(bytearray(rest[:size]), dtype=stored).reshape(shape)
    return (tensor != 0 if dtype is torch.bool else tensor), rest[size:]


def _check(value: Any) -> None:
    """Exact types only: msgpack also knows time stamps."""
    kind = type(value)
    if kind is list or kind is tuple:
        for item in value:
            _check(item)
    elif kind is dict:
        for key, item in value.items():
            _check(key)
            _check(item)
    elif kind not in PLAIN and kind not in (Tensor, Ref, torch.dtype):
        _refuse(f"a {kind.__name__}")


def _refuse(what: str) -> Any:
    raise Malformed(f"expected plain data, got {what}")


def _exactly(read: Callable[[memoryview], int], size: int) -> bytearray:
    """That many bytes; EOFError where the other end is gone."""
    buffer = bytearray(size)
    view, filled = memoryview(buffer), 0
    while filled < size:
        count = read(view[filled:])
        if not count:
            raise EOFError
        filled += count
    return buffer
