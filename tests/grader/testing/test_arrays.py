"""numpy's arrays compared: what passes, and what is said of what does not."""

import numpy as np
import pytest

from grader.testing.arrays import near, same
from grader.testing.mismatch import Mismatch
from grader.testing.words import EVERYWHERE, HERE_AND_THERE, NOT_FINITE

X = np.arange(6.0).reshape(2, 3)


def said(came, expected=X, compare=near, **more):
    with pytest.raises(Mismatch) as caught:
        compare("f", came, expected, **more)
    return str(caught.value), caught.value.hint


@pytest.mark.parametrize(("came", "expected"), [
    (X, X), (X * (1 + 1e-12), X), (2.5, np.float64(2.5)), (X[:0], X[:0]),
    (np.asarray(np.float32(0.1)), np.float32(0.1)),
])  # fmt: skip
def test_equal_up_to_rounding(came, expected):
    near("f", came, expected)


def test_exactly():
    same("f", np.array([1, 2]), np.array([1, 2]))
    assert said(np.array([1, 3]), np.array([1, 2]), same) == ("f: expected 2 at [1], got 3", HERE_AND_THERE)


@pytest.mark.parametrize(("came", "message", "hint"), [
    (None, "f: expected an array, got None", "Is the result returned"),
    ([1.0], "f: expected an array, got list", ""),
    (X.T, "f: expected shape (2, 3), got (3, 2)", "The shape differs"),
    (X.astype("float32"), "f: expected dtype float64, got float32", "The dtype is wrong"),
    (X + 1, "f: expected 0 at [0, 0], got 1", EVERYWHERE),
    (X * np.array([1, 1, 2]), "f: expected 2 at [0, 2], got 4", HERE_AND_THERE),
    (X * np.nan, "f: expected 0 at [0, 0], got nan", NOT_FINITE),
])  # fmt: skip
def test_what_is_said(came, message, hint):
    found = said(came)
    assert found[0] == message
    assert found[1].startswith(hint)


def test_a_known_mistake_is_named():
    assert said(X + 1, wrong={"one more": X + 1, "two more": X + 2})[1] == "one more"
    assert said(X.T, wrong={"the other way round": X.T})[1] == "the other way round"
