"""The student's side in numpy: arrays and single numbers travel with their dtype, all else stays."""

import numpy as np
import pytest

from grader.worker.array_objects import ArrayObjects
from grader.worker.protocol import Ref


def answer(value):
    side = ArrayObjects({"it": lambda: value}.__getitem__, lambda _: None)
    return side.perform("call", [side.perform("name", ["it"]), [], {}, False])


@pytest.mark.parametrize("value", [np.float32(1.5), np.float64(1.5), np.int64(3), np.bool_(True)], ids=repr)
def test_one_number_is_an_array_without_dimensions(value):
    came = answer(value)
    assert type(came) is np.ndarray
    assert (came.dtype, came.shape, came[()]) == (value.dtype, (), value)


def test_arrays_travel_in_lists_and_objects_stay():
    came = answer([np.ones(2), (1, object())])
    assert type(came[0]) is np.ndarray
    assert type(came[1][1]) is Ref


def test_a_suite_s_text_finds_numpy_and_the_students_names():
    side = ArrayObjects({"two": 2}.__getitem__, lambda _: None)
    assert side.perform("define", ["it", "it = np.full(3, two)"]).tolist() == [2, 2, 2]


def test_memory_and_the_generator():
    side, x = ArrayObjects({}.__getitem__, lambda _: None), np.ones(4)
    assert side.perform("share_memory", [x, x[2:]])
    assert not side.perform("share_memory", [x, side.copied(x)])
    side.perform("manual_seed", [7])
    first = np.random.rand()
    side.perform("manual_seed", [7])
    assert np.random.rand() == first
