"""The words in which suites compare: what passes, what does not, and which hint goes with it."""

from collections.abc import Iterator

import pytest
import torch

from grader import settings
from grader.errors import Fault, student_error
from grader.testing.draw import Draw
from grader.testing.expect import close, closest, equal, gradient, hinting, raised, rarely, slope, within
from grader.testing.mismatch import Blocked, Mismatch
from grader.testing.words import NOT_FINITE, ORDINARY_FIRST, REPEATED, course

X = torch.tensor([[1.0, -2.0], [0.5, 3.0]], dtype=torch.float64)


def test_close_is_norm_wise() -> None:
    close("y", X + 1e-13, X)
    with pytest.raises(Mismatch, match=r"y: expected .*, got"):
        close("y", X + 1e-10, X)


def test_a_sum_that_comes_close_to_zero_carries_the_rounding_of_its_terms() -> None:
    """A right optimizer failed so once in 700 gradings: 1.4 − 1.4 left 2e-5, with an error of 1e-16."""
    rest = torch.tensor([2.25692135e-05]).double()
    close("p", rest + 1e-16, rest)
    with pytest.raises(Mismatch):
        close("p", rest + 1e-11, rest)


@pytest.mark.parametrize("came", [None, [[1.0]], X.float(), X[:1], X * torch.nan, X * torch.inf])
def test_nothing_else_is_close(came: object) -> None:
    with pytest.raises(Mismatch) as caught:
        close("y", came, X)
    assert caught.value.hint


def test_within_is_element_by_element() -> None:
    expected = torch.tensor([1e-9, 1e4], dtype=torch.float64)
    within("y", expected + torch.tensor([1e-13, 1e-9]), expected, 1e-12, torch.float64)
    with pytest.raises(Mismatch):
        within("y", expected + torch.tensor([1e-13, 0.0]), expected, 1e-12, torch.float64, relative=True)
    with pytest.raises(Mismatch):
        within("y", expected + torch.tensor([0.0, 1e-6]), expected, 1e-12, torch.float64)


def test_equal_guesses_at_no_formula() -> None:
    equal("kept", X.clone(), X)
    with pytest.raises(Mismatch) as caught:
        equal("kept", -X, X)
    assert caught.value.hint == ""


def test_a_number_that_was_none_before_is_said_so() -> None:
    """Two answers of the student's own are laid side by side: both NaN is no change, and no number either."""
    nan = X * torch.nan
    for compare in (close, equal):
        with pytest.raises(Mismatch, match="y: expected a number each time it is asked, got nan, as before") as caught:
            compare("y", nan, nan)
        assert caught.value.hint == NOT_FINITE


def test_a_gradient_may_fit_the_students_own_forward() -> None:
    g = torch.ones_like(X)
    gradient("dx", 6 * X * g, 2 * X * g, lambda x: 3 * x * x, X, g, curved=True)
    with pytest.raises(Mismatch):
        gradient("dx", 6 * X * g, 2 * X * g, lambda x: x * x, X, g)
    with pytest.raises(Mismatch):  # a straight line has an easy slope
        gradient("dx", 3 * g, 2 * X * g, lambda x: 3 * x, X, g, curved=True)


SATURATED = (
    (lambda x: 2 * torch.tanh(x), lambda v: 2 * (1 - torch.tanh(v) ** 2)),
    (lambda x: 2 * torch.tanh(x), lambda v: 8 / (torch.exp(v) + torch.exp(-v)) ** 2),
    (lambda x: 4 * torch.sigmoid(2 * x) - 2, lambda v: 8 * torch.sigmoid(2 * v) * (1 - torch.sigmoid(2 * v))),
)
"""Forwards that are off, each with the derivative that fits it, in handwritings that round differently."""


@pytest.mark.parametrize("handwriting", range(len(SATURATED)))
def test_a_saturated_slope_fits_whatever_is_drawn(handwriting: int) -> None:
    """At 6, tanh's slope is 2e-5: one seed in a hundred drew a point that differences could not judge."""
    own, fitting = SATURATED[handwriting]
    for seed in range(200):
        draw = Draw(seed)
        at, g = 3 * draw.clear_of_zero(1, 1), draw.normal(1, 1)
        true = g * torch.cosh(at) ** -2
        gradient("dx", g * fitting(at), true, own, at, g, tolerance=1e-11, curved=True)
        with pytest.raises(Mismatch):
            gradient("dx", g * fitting(at) * (1 + 1e-5), true, own, at, g, tolerance=1e-11, curved=True)


def test_a_large_constant_in_forward_excuses_no_derivative() -> None:
    """Rounding of large values is no reason to take an approximation for the slope of what is drowned in it."""
    at, g = torch.tensor([[1.5, -2.0]]).double(), torch.ones(1, 2).double()
    true = torch.cosh(at) ** -2
    with pytest.raises(Mismatch):
        gradient("dx", 2 * true * (1 + 1e-4), true, lambda x: 2 * torch.tanh(x) + 1e9, at, g, tolerance=1e-11)


def test_the_slope_is_exact_to_many_digits() -> None:
    direction, g = torch.ones_like(X), torch.ones_like(X)
    assert slope(torch.sin, X, direction, g) == pytest.approx(torch.cos(X).sum().item(), rel=1e-10)


def test_a_hint_for_what_has_none() -> None:
    with pytest.raises(Mismatch) as caught, hinting("See there."):
        raise Mismatch("wrong")
    assert caught.value.hint == "See there."
    with pytest.raises(Mismatch) as caught, hinting("See there."):
        raise Mismatch("wrong", "better")
    assert caught.value.hint == "better"
    with pytest.raises(Mismatch) as caught, hinting("See there.", first=True):
        raise Mismatch("wrong", "vague")
    assert caught.value.hint == "See there."
    with pytest.raises(Mismatch) as caught, hinting("See there.", first=True):
        raise Mismatch("wrong", NOT_FINITE)
    assert caught.value.hint == NOT_FINITE


def test_a_hint_says_where_code_raised_and_not_in_which_words() -> None:
    fault = Fault("ShapeError", ("ValueError", "Exception"), "got 0.8821", "framework/linear.py:31")
    with pytest.raises(Mismatch) as caught, hinting("Mind the bias."):
        raise student_error(fault)
    assert caught.value.hint.startswith("Your code raised ShapeError at framework/linear.py:31. ")
    assert caught.value.hint.endswith(" Mind the bias.")
    assert "0.8821" in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("NameError", "misspelt"),
        ("AttributeError", "super().__init__()"),
        ("TypeError", "return"),
        ("RuntimeError", "shapes"),
        ("Strange", "Your code raised Strange at framework/linear.py:31."),
        ("NotImplementedError", "Not written yet at framework/linear.py:31, or written under another name."),
    ],
)
def test_a_hint_says_what_an_exception_mostly_means(kind: str, words: str) -> None:
    assert words in raised(student_error(Fault(kind, ("Exception",), "got 0.8821", "framework/linear.py:31")))


def test_two_dtypes_that_meet_are_no_question_of_shapes() -> None:
    fault = Fault("RuntimeError", ("Exception",), "expected m1 and m2 to have the same dtype", "framework/linear.py:31")
    assert "Two dtypes meet" in raised(student_error(fault))


@pytest.fixture
def hidden() -> Iterator[None]:
    token = REPEATED.set(False)
    yield
    REPEATED.reset(token)


@pytest.mark.usefixtures("hidden")
def test_of_a_hidden_test_neither_line_nor_name_is_told() -> None:
    fault = Fault("NotImplementedError", ("Exception",), "got 0.8821", "framework/linear.py:31")
    assert raised(student_error(fault)) == "Not written yet, or written under another name."
    strange = raised(student_error(Fault("Value0_8821", ("Exception",), "", "framework/linear.py:31")))
    assert strange == "Your code raised an exception."


def test_an_exception_of_the_assignment_is_told_in_its_words() -> None:
    error = student_error(Fault("OrderError", ("RuntimeError",), "too early", "framework/linear.py:31"))
    with course(settings.read().settings.exceptions, "framework"):
        assert "update_in_value" in raised(error)
    assert "update_in_value" not in raised(error)


def test_a_class_that_is_not_there_is_looked_for_where_classes_are_named() -> None:
    missing = student_error(
        Fault("AttributeError", ("AttributeError",), "the package has no name 'Relu'", missing=True)
    )
    assert raised(missing) == (
        "The package's `__init__.py` lacks a name that this test asks for: "
        "is it written, and imported there under this name?"
    )
    missing.name = "Relu"
    with course({}, "parts"):
        assert raised(missing).startswith("`parts/__init__.py` has no `Relu`: is it written")
        with (
            pytest.raises(Mismatch, match=r"^`parts/__init__\.py` has no `Relu`$") as caught,
            hinting("Mind the slope."),
        ):
            raise missing
        assert caught.value.hint == raised(missing)


@pytest.mark.parametrize(("came", "words"), [(None, "returned"), (2.5, "item()"), ([X], "several"), ("x", "tensor")])
def test_a_hint_says_how_no_tensor_comes(came: object, words: str) -> None:
    with pytest.raises(Mismatch, match="expected a tensor") as caught:
        close("y", came, X)
    assert words in caught.value.hint


def test_what_is_rare_is_no_reason_where_the_ordinary_is_wrong() -> None:
    for outcome, words in (("passed", "Far from zero."), ("failed", ORDINARY_FIRST)):
        with pytest.raises(Mismatch) as caught, rarely("Far from zero.", {"a.test_b": outcome}, "a.test_b", first=True):
            raise Mismatch("wrong")
        assert caught.value.hint == words
    with pytest.raises(Mismatch) as caught, rarely("Far.", {"a.test_b": "failed"}, "a.test_b", first=True):
        raise Mismatch("wrong", "The sign is the other way round.")
    assert caught.value.hint == "The sign is the other way round."


def test_a_hint_keeps_what_is_blocked_blocked() -> None:
    with pytest.raises(Blocked), hinting("See there."):
        raise Blocked("leans on Linear")


def test_the_closest_comparison_is_remembered() -> None:
    closest.take()
    close("far", X + 1e-13, X)
    within("near", X + 9e-13, X, 1e-12, torch.float64)
    share, who = closest.take()
    assert who == "near"
    assert 0.2 < share < 1
    assert closest.take() == (0.0, "")
