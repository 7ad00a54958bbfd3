"""What is printed: little of it is kept, its beginning and its end, and a flood ends the worker."""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from grader.errors import WorkerCrashed
from grader.sandbox.output import Stream
from grader.sandbox.sandbox import Sandbox
from grader.sandbox.zygote import Zygote
from grader.student.proxy import Output
from tests.grader.sandbox.traps import LIMITS


def test_of_a_script_that_prints_much_the_beginning_and_the_end_are_kept(zygote: Zygote) -> None:
    lines = b"print('first')\nfor k in range(9999):\n    print('step', k)\nprint('last')"
    with Sandbox(
        {"framework/__init__.py": b"", "test.py": lines}, "framework", limits=LIMITS, zygote=zygote
    ) as sandbox:
        printed = sandbox.script("test.py").stdout.splitlines()
    assert (printed[0], printed[-1]) == ("first", "last")
    assert any("more bytes were printed" in line for line in printed)


@pytest.mark.parametrize("fd", [1, 2])
def test_floods_end_and_little_is_kept(worker: Any, fd: int) -> None:
    student = worker(f"import os\ndef trap():\n    while True: os.write({fd}, b'x' * 65536)")
    with pytest.raises(WorkerCrashed, match="printed more than 2 MiB"):
        student.trap()
    connection: Any = student._connection
    assert len((connection.out if fd == 1 else connection.err).text()) < LIMITS.output_bytes + 100


def test_printing_much_within_the_limit_is_no_crime_and_no_protocol(worker: Any) -> None:
    with (student := worker("def trap():\n    print('[1, \"value\", 2]' * 20000)\n    return 3")).output() as heard:
        assert student.trap() == 3
    assert isinstance(heard, Output)
    assert heard.text.startswith('[1, "value", 2]')
    assert "more bytes were printed" in heard.text


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    reading, writing = os.pipe()
    yield reading, writing
    os.close(reading)


def test_a_stream_is_read_without_waiting(pipe: tuple[int, int]) -> None:
    stream = Stream(pipe[0], 100)
    assert not stream.drain()
    os.write(pipe[1], b"loss 0.5\n")
    assert stream.drain()
    assert not stream.drain()
    os.close(pipe[1])
    assert not stream.drain()  # closed over there
    assert (stream.text(), stream.total) == ("loss 0.5\n", 9)


def test_of_much_the_beginning_and_the_latest_end_are_kept(pipe: tuple[int, int]) -> None:
    os.close(pipe[1])
    stream = Stream(pipe[0], 10)
    for part in (b"0123", b"456789", b"abc", b"def"):
        stream.take(part, len(part))
    assert (stream.kept(), stream.total) == (b"01234bcdef", 16)
    assert stream.text() == "01234\n[6 more bytes were printed] … bcdef"


def test_bytes_that_are_no_text_are_shown_as_such(pipe: tuple[int, int]) -> None:
    os.close(pipe[1])
    stream = Stream(pipe[0], 10)
    stream.take(b"\xff!", 2)
    assert stream.text() == "\N{REPLACEMENT CHARACTER}!"
