"""numpy's arrays on the wire: numbers come out as they went in; objects, texts and forged sizes are refused."""

import struct

import numpy as np
import pytest
from msgspec.msgpack import Ext, encode

from grader.worker import ndarrays, wire

wire.carry(ndarrays.CARRIER)
CARRIER, MOST = ndarrays.CARRIER, 1 << 20


def stream(data):
    rest = memoryview(data)

    def recv(size):
        nonlocal rest
        part, rest = rest[:size], rest[size:]
        return bytes(part)

    return recv


def there_and_back(value):
    return wire.receive(stream(wire.pack(value, MOST)), MOST)


def frame(structure, data=b""):
    return wire.HEADER.pack(len(structure), len(data)) + structure + data


def array_frame(code, shape, data):
    head = struct.pack(f">BB{len(shape)}q", code, len(shape), *shape)
    return frame(encode(Ext(CARRIER.code, head)), data)


@pytest.mark.parametrize("dtype", CARRIER.dtypes, ids=str)
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 3), (2, 0, 3)], ids=str)
def test_numbers_come_out_as_they_went_in(dtype, shape):
    x = np.arange(np.prod(shape, dtype=int)).reshape(shape).astype(dtype)
    came = there_and_back(x)
    assert type(came) is np.ndarray
    assert (came.dtype, came.shape) == (x.dtype, x.shape)
    assert np.array_equal(came, x)
    assert came.flags.writeable


def test_views_and_subclasses_come_out_plain():
    x = np.arange(12.0).reshape(3, 4)
    assert np.array_equal(there_and_back([x.T, x[::2, ::-1], x.view(np.matrix)])[1], x[::2, ::-1])
    assert type(there_and_back(x.view(np.matrix))) is np.ndarray


@pytest.mark.parametrize("value", [
    np.array([object()]), np.array(["text"]), np.array([b"bytes"]), np.array(["2026-01-01"], "datetime64[D]"),
    np.zeros(2, [("a", "f8")]), np.zeros(2, ">f8"), np.dtype("f8"), np.float64,
], ids=["object", "text", "bytes", "dates", "records", "big-endian", "dtype", "class"])  # fmt: skip
def test_nothing_but_numbers_has_a_place(value):
    with pytest.raises(wire.Malformed, match="no place"):
        wire.pack([value], MOST)


MALFORMED = {
    "more than there are bytes": array_frame(1, (2,), bytes(15)),
    "fewer than there are bytes": array_frame(1, (2,), bytes(17)),
    "a negative size": array_frame(1, (-1,), b""),
    "sizes whose product is small": array_frame(1, (1 << 62, 4), b""),
    "a dtype beyond the list": array_frame(len(CARRIER.dtypes), (1,), bytes(8)),
    "no head": frame(encode(Ext(CARRIER.code, b""))),
    "more dimensions than sizes": frame(encode(Ext(CARRIER.code, struct.pack(">BBq", 1, 2, 1))), bytes(8)),
    "a pickle": array_frame(1, (1,), b"cos\nsystem\n(S'true'\ntR."),
    "a blob that is not there": frame(encode(Ext(wire.BLOB, struct.pack(">q", 9)))),
    "a blob of a negative size": frame(encode(Ext(wire.BLOB, struct.pack(">q", -1)))),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_forged_frame_is_refused(name):
    with pytest.raises(wire.Malformed):
        wire.receive(stream(MALFORMED[name]), MOST)


def test_a_forged_truth_is_true_or_false():
    code = CARRIER.codes[np.dtype(bool)]
    came = wire.receive(stream(array_frame(code, (4,), b"\x00\x01\x02\xff")), MOST)
    assert came.view(np.uint8).tolist() == [0, 1, 1, 1]


def test_a_large_array_is_refused_before_it_is_copied():
    with pytest.raises(wire.Malformed, match="at most"):
        wire.pack(np.broadcast_to(np.zeros(1), (1 << 40,)), MOST)


def test_another_library_s_arrays_are_refused_where_nobody_carries_them(monkeypatch):
    data = wire.pack(np.ones(2), MOST)
    monkeypatch.setattr(wire, "CARRIERS", [])
    monkeypatch.setattr(wire, "BY_CODE", {})
    with pytest.raises(wire.Malformed, match="extension of code 5"):
        wire.receive(stream(data), MOST)
    with pytest.raises(wire.Malformed, match="no place"):
        wire.pack(np.ones(2), MOST)
