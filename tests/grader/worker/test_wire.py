"""The wire: what goes in comes out, bit by bit; everything else is refused before it costs memory."""

import struct
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
import torch
from msgspec.msgpack import Ext, encode
from torch import Tensor

from grader.worker import tensors, wire
from grader.worker.protocol import Ref

MOST = 1 << 20
TORCH = tensors.CARRIER
FLOATS = (torch.float16, torch.bfloat16, torch.float32, torch.float64)
WHOLE = (torch.int8, torch.uint8, torch.int16, torch.int32, torch.int64)


def stream(data: bytes, piece: int = 1 << 20) -> Callable[[int], bytes]:
    """A `recv` that gives the bytes in pieces."""
    rest = memoryview(data)

    def recv(size: int) -> bytes:
        nonlocal rest
        part, rest = rest[: min(size, piece)], rest[min(size, piece) :]
        return bytes(part)

    return recv


def there_and_back(value: Any) -> Any:
    return wire.receive(stream(wire.pack(value, MOST)), MOST)


def frame(structure: bytes, tensors: bytes = b"") -> bytes:
    return wire.HEADER.pack(len(structure), len(tensors)) + structure + tensors


def tensor_frame(code: int, shape: tuple[int, ...], data: bytes, dimensions: int | None = None) -> bytes:
    head = struct.pack(f">BB{len(shape)}q", code, len(shape) if dimensions is None else dimensions, *shape)
    return frame(encode(Ext(TORCH.code, head)), data)


def same_bits(one: Tensor, other: Tensor) -> bool:
    return one.shape == other.shape and one.dtype == other.dtype and TORCH.raw(one) == TORCH.raw(other)


# What travels. -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        None, True, False, 0, -1, 2**63 - 1, -(2**63), 1.5, float("inf"), "", "zwölf ∂", b"\x00\xff", [], {}, (),
        [[], ()], (1, (2, [3, (4,)])), {"a": [1, None], "b": {"c": (True,)}}, Ref(7, "Linear", method=True),
        torch.float64, [torch.bool, torch.bfloat16],
    ],
    ids=repr,
)  # fmt: skip
def test_plain_values_keep_their_value_and_type(value: Any) -> None:
    came = there_and_back(value)
    assert came == value
    assert type(came) is type(value)


def test_nan_is_data() -> None:
    came = there_and_back([float("nan"), torch.tensor([float("nan"), -float("inf"), -0.0])])
    assert came[0] != came[0]
    assert came[1].isnan().tolist() == [True, False, False]
    assert came[1][2].signbit()


@pytest.mark.parametrize("dtype", [*FLOATS, *WHOLE, torch.bool, torch.complex64, torch.complex128], ids=str)
@pytest.mark.parametrize("shape", [(), (0,), (3, 0, 2), (1,), (2, 3), (2, 1, 3, 1)], ids=str)
def test_tensors_keep_every_bit(dtype: torch.dtype, shape: tuple[int, ...]) -> None:
    value = (torch.randn(shape) * 5).to(dtype)
    assert same_bits(there_and_back(value), value)


def test_views_travel_as_what_they_show() -> None:
    x = torch.arange(24.0).reshape(4, 6)
    views = [x.T, x[1:3, ::2], x[:, 0].expand(2, 4), x[0, 0].expand(3, 3), x.flip(0)]
    odd = [torch.complex(x, x).conj(), torch.complex(x, x).conj().imag, x.to_sparse(), torch.nn.Parameter(x)]
    for value in [*views, *odd]:
        came = there_and_back(value)
        assert type(came) is Tensor
        assert same_bits(came, value.detach().to_dense().resolve_conj().resolve_neg().clone())
        assert not came.requires_grad


def test_what_came_is_nobody_elses_memory() -> None:
    x = torch.ones(3)
    one, other = there_and_back([x, x])
    one.zero_()
    assert other.tolist() == x.tolist() == [1.0] * 3


@pytest.mark.parametrize("piece", [1, 3, 7, 1000])
def test_a_frame_may_come_in_pieces(piece: int) -> None:
    value = {"x": torch.randn(17, 5), "words": ["a" * 300]}
    came = wire.receive(stream(wire.pack(value, MOST), piece), MOST)
    assert same_bits(came["x"], value["x"])


# What does not. ------------------------------------------------------------------------------------------------


class Subclass(int):
    """A number that only looks like one."""


@pytest.mark.parametrize(
    "value",
    [object(), {1, 2}, Subclass(3), range(3), 1j, print, torch.zeros(1).to(torch.float8_e5m2)],
    ids=lambda value: type(value).__name__,
)
def test_what_has_no_place_is_not_sent(value: Any) -> None:
    with pytest.raises(wire.Malformed, match="no place"):
        wire.pack([value], MOST)


def test_too_much_is_not_sent_and_not_even_copied() -> None:
    tracemalloc.start()
    with pytest.raises(wire.Malformed, match="at most"):
        wire.pack(torch.zeros(1).expand(1 << 40), MOST)
    with pytest.raises(wire.Malformed, match="at most"):
        wire.pack([0] * (wire.STRUCTURE + 1), MOST)
    with pytest.raises(wire.Malformed, match="dimensions"):
        wire.pack(torch.zeros((1,) * 17), MOST)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 64 << 20


@pytest.mark.parametrize("lengths", [(0xFFFFFFFF, 0), (0, 0xFFFFFFFF), (wire.STRUCTURE + 1, 0), (10, MOST + 1)])
def test_giant_lengths_are_refused_before_anything_is_allocated(lengths: tuple[int, int]) -> None:
    tracemalloc.start()
    with pytest.raises(wire.Malformed, match="at most"):
        wire.receive(stream(wire.HEADER.pack(*lengths)), MOST)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1 << 18


def test_a_frame_that_ends_early_is_the_end() -> None:
    whole = wire.pack([1, torch.randn(9)], MOST)
    for end in range(len(whole)):
        with pytest.raises(EOFError):
            wire.receive(stream(whole[:end]), MOST)


def test_nothing_follows_a_frame() -> None:
    whole = wire.pack([1, "value", 2], MOST)
    with pytest.raises(wire.Malformed, match="nobody asked"):
        wire.receive(stream(whole + whole), MOST)
    with pytest.raises(wire.Malformed, match="nobody asked"):
        wire.receive(stream(whole + b"\x00"), MOST)


@pytest.mark.parametrize("piece", [1, 7, 1 << 20])
def test_what_follows_waits_where_more_may_come(piece: int) -> None:
    values, ahead = [[1, "value", torch.ones(5)], [2, "value", None], [3, "value", "text"]], bytearray()
    recv = stream(b"".join(wire.pack(value, MOST) for value in values), piece)
    assert str([wire.receive(recv, MOST, ahead) for _ in values]) == str(values)
    assert not ahead


def nest(depth: int) -> bytes:
    return b"\x91" * depth + b"\xc0"


def tuples(depth: int) -> bytes:
    inner = b"\xc0"
    for _ in range(depth):
        inner = encode(Ext(wire.TUPLE, b"\x91" + inner))
    return inner


MALFORMED = {
    "nothing": frame(b""),
    "an unknown byte": frame(b"\xc1"),
    "a cut list": frame(b"\x93\x01"),
    "two values": frame(b"\x01\x02"),
    "a list that says it is endless": frame(b"\xdd\xff\xff\xff\xff"),
    "text that is none": frame(b"\xa2\xff\xff"),
    "a time stamp": frame(encode(datetime(2020, 1, 1, tzinfo=UTC))),
    "an unknown extension": frame(encode(Ext(9, b"x"))),
    "a tuple of no list": frame(encode(Ext(wire.TUPLE, encode({"a": 1})))),
    "a tuple of noise": frame(encode(Ext(wire.TUPLE, b"\xc1"))),
    "a reference of words": frame(encode(Ext(wire.REF, encode(("a", "b", "c"))))),
    "a dtype of nothing": frame(encode(Ext(TORCH.dtype_code, b""))),
    "a dtype beyond the list": frame(encode(Ext(TORCH.dtype_code, b"\xff"))),
    "a deep nest": frame(nest(wire.DEPTH + 1)),
    "a nest beyond the stack": frame(nest(100_000)),
    "nested tuples": frame(tuples(wire.DEPTH + 1)),
    "nested tuples beyond the stack": frame(tuples(3_000)),
    "a key that is no text": frame(encode({3: "x"})),
    "a key that is a list": frame(b"\x81\x91\x01\x02"),
    "a key that is a tuple": frame(b"\x81" + encode(Ext(wire.TUPLE, b"\x91\x01")) + b"\x02"),
    "a tensor without a head": frame(encode(Ext(TORCH.code, b""))),
    "a tensor of an unknown dtype": tensor_frame(200, (1,), b"1234"),
    "a tensor with too few bytes": tensor_frame(0, (2,), b"1234567"),
    "a tensor with a byte too many": tensor_frame(0, (2,), b"123456789"),
    "a tensor of a negative size": tensor_frame(0, (-1,), b""),
    "a tensor of two negative sizes": tensor_frame(0, (-2, -2), bytes(16)),
    "a tensor of a giant size": tensor_frame(0, (1 << 62,), bytes(16)),
    "a tensor whose size overflows": tensor_frame(0, (1 << 32, 1 << 32), bytes(16)),
    "an empty tensor whose strides overflow": tensor_frame(0, (0, 1 << 40, 1 << 40), b""),
    "a tensor of too many dimensions": tensor_frame(0, (1,) * 17, bytes(4)),
    "a tensor with fewer sizes than dimensions": tensor_frame(0, (1,), bytes(4), dimensions=3),
    "bytes of no tensor": frame(b"\xc0", b"left"),
    "one tensor's bytes for two": frame(encode([Ext(TORCH.code, struct.pack(">BBq", 0, 1, 1))] * 2), bytes(4)),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_frames_are_refused(name: str) -> None:
    with pytest.raises(wire.Malformed):
        wire.receive(stream(MALFORMED[name]), MOST)


def test_keys_with_equal_hashes_cost_little() -> None:
    keys = [bytes([0xDD, 0, 0, 0, 12, *key]) for key in product((0xFE, 0xFF), repeat=12)]  # −1 and −2 hash alike
    keys = keys[: (wire.STRUCTURE - 5) // (len(keys[0]) + 1)]
    began = time.process_time()
    with pytest.raises(wire.Malformed, match="no text"):
        wire.receive(
            stream(frame(b"\xdf" + struct.pack(">I", len(keys)) + b"".join(key + b"\xc0" for key in keys))), MOST
        )
    assert time.process_time() - began < 2


def test_a_forged_truth_is_one_or_zero() -> None:
    came = wire.receive(stream(tensor_frame(TORCH.codes[torch.bool], (4,), b"\x00\x01\x02\xff")), MOST)
    assert came.dtype == torch.bool
    assert came.to(torch.uint8).tolist() == [0, 1, 1, 1]


def test_noise_is_refused_or_read_but_never_raises_anything_else() -> None:
    whole = wire.pack([1, "value", (torch.randn(3), {"a": Ref(1)}, torch.float32)], MOST)
    generator = torch.Generator().manual_seed(5)
    for _ in range(3000):
        data = bytearray(whole)
        for place in torch.randint(len(data), (3,), generator=generator).tolist():
            data[place] = int(torch.randint(256, (), generator=generator))
        try:
            wire.receive(stream(bytes(data)), MOST)
        except (wire.Malformed, EOFError):
            continue
