"""numpy's numbers err as torch's do, and numpy itself goes on as ever."""

import sys

import numpy as np
import pytest

from grader.worker import arrays
from grader.worker.inexact import Errors

SIZE = 1e-7
ERRORS = Errors(SIZE)
A = np.linspace(0.1, 0.9, 12).reshape(3, 4)


@pytest.mark.parametrize("kind", ["float64", "float32", "complex128", "longdouble", ">f8"])
def test_an_array_errs_in_place(kind):
    array = A.astype(kind)
    assert ERRORS.number(array) is array
    share = np.abs(array - A.astype(kind)) / np.abs(A)
    assert 0 < share.max() < 5 * SIZE


def test_what_is_not_in_its_usual_order_or_may_not_be_written():
    view, closed = A.copy()[::-1, ::2], A.copy()
    closed.setflags(write=False)
    assert not np.array_equal(ERRORS.number(view), A[::-1, ::2])
    assert not np.array_equal(ERRORS.number(closed), A)
    assert np.array_equal(closed, A)


def test_scalars_err_and_counts_and_truths_do_not():
    came = ERRORS.number(np.float64(0.3))
    assert type(came) is np.float64
    assert 0 < abs(came - 0.3) < 4 * SIZE
    for exact in (np.arange(5), np.ones(3), A > 0.5, np.array(["a"])):
        assert np.array_equal(ERRORS.number(exact.copy()), exact)


@pytest.fixture
def disturbed(monkeypatch):
    """numpy with functions that err, for one test."""
    called = []

    def disturbing(function):
        def inner(*given, **named):
            called.append(function.__name__)
            return ERRORS.number(function(*given, **named))

        return inner

    for module in [each for name, each in sys.modules.items() if name.partition(".")[0] == "numpy"]:
        for name, value in vars(module).copy().items():
            if callable(value) and not name.startswith("__"):
                monkeypatch.setattr(module, name, value)
    methods = arrays._referents(vars(np.ndarray))[0]
    before = {name: methods[name] for name in arrays.METHODS}
    for names, ours in arrays.places(disturbing):
        names.update(ours)
    sys._clear_type_cache()
    yield called
    methods |= before
    sys._clear_type_cache()


def test_functions_their_parts_and_methods_err(disturbed):
    assert np.exp(A) is not None
    assert np.add.reduce(A) is not None
    assert A.sum() is not None
    assert np.linalg.norm(A) is not None
    assert np.dot(A, A.T) is not None
    assert {"exp", "reduce", "sum", "norm", "dot"} <= set(disturbed)


@pytest.mark.usefixtures("disturbed")
def test_copies_and_choices_stay():
    assert np.array_equal(np.maximum(A, 0.5), np.where(A > 0.5, A, 0.5))
    assert np.array_equal(np.abs(-A), A)
    assert np.array_equal(np.concatenate([A, A])[:3], A)
    assert np.exp.nin == 1
