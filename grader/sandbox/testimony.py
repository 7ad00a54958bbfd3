"""What a watched script's worker says of the run: one frame, read as what a stranger wrote.

The script lived in that worker, so it may have written anything. A frame that does not fit the plan is none at all;
what fits is bounded by the size of a message, and is numbers.
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from grader.records import Seen, Sighting, Watch
from grader.worker import wire

ROW = 7  # row of the plan; dimensions, rows, columns of the argument, and of the result; -1 where there is none
MOST = 1 << 40
CALLS = 1 << 18  # of which each is a line here; the steps of a thousand epochs, once there was enough


def read(said: bytes | bytearray, watch: Watch, most: int) -> Seen | None:
    """What was seen; None where nothing was said, or nothing that can be read."""
    rest = memoryview(bytes(said))

    def recv(count: int) -> bytes:
        nonlocal rest
        data, rest = bytes(rest[:count]), rest[count:]
        return data

    try:
        return _seen(wire.receive(recv, most), watch)
    except (EOFError, wire.Malformed):
        return None


def _seen(value: Any, watch: Watch) -> Seen | None:
    match value:
        case {
            "counts": dict(counts), "calls": Tensor() as calls, "numbers": Tensor() as numbers,
            "dropped": int(dropped), "others": int(others), "operations": int(operations),
        } if len(value) == 6:  # fmt: skip
            labels = {each.label for each in watch.calls}
            sightings = _sightings(calls, numbers, [each.label for each in watch.calls])
            told = counts.keys() <= labels and all(type(n) is int and 0 <= n < MOST for n in counts.values())
            if told and sightings is not None and all(0 <= n < MOST for n in (dropped, others, operations)):
                return Seen(counts, sightings, dropped, others, operations)
    return None


def _sightings(calls: Tensor, numbers: Tensor, labels: Sequence[str]) -> tuple[Sighting, ...] | None:
    """Each call with its tensors, if the shapes take up all numbers and no more."""
    if calls.dtype != torch.int32 or calls.dim() != 2 or calls.shape[1] != ROW or len(calls) > CALLS:
        return None
    if numbers.dtype != torch.float32 or numbers.dim() != 1:
        return None
    found, place = [], 0
    for number, *shapes in calls.tolist():
        if not 0 <= number < len(labels):
            return None
        tensors: list[Tensor | None] = []
        for dimensions, rows, columns in (shapes[:3], shapes[3:]):
            if dimensions == -1:
                tensors.append(None)
                continue
            count = rows * columns
            if dimensions not in (1, 2) or min(rows, columns) < 0 or place + count > len(numbers):
                return None
            tensor = numbers[place : place + count]
            tensors.append(tensor.view(rows, columns) if dimensions == 2 else tensor)
            place += count
        found.append(Sighting(labels[number], *tensors))
    return tuple(found) if place == len(numbers) else None
