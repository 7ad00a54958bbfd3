"""What a hint says about a wrong tensor, and that it gives nothing away."""

import pytest
import torch

from grader.testing.hints import EVERYWHERE, HERE_AND_THERE, NOT_FINITE, better, hint
from grader.testing.words import course, not_exported

RIGHT = torch.tensor([[1.5, -2.0, 0.25], [3.0, 0.5, -1.0], [-0.75, 4.0, 2.5]])


@pytest.mark.parametrize(
    ("came", "words"),
    [
        (-RIGHT, "sign"),
        (RIGHT.T, "transposed"),
        (2 * RIGHT, "2 times"),
        (RIGHT / 7, "1/7"),
        (1.37 * RIGHT, "constant factor"),
        (1.001 * RIGHT, "Nearly right"),
        (RIGHT.abs(), "some of the signs"),
        (torch.zeros(3, 3), "all zeros"),
        (RIGHT * torch.nan, "NaN"),
        (RIGHT + 1e-6, "last digits"),
        (RIGHT.clamp(-1.2, 2.6), "clamp or a clip"),
        (RIGHT[[1, 2, 0]], "other places"),
        (torch.cat([RIGHT[:1], RIGHT[1:] + 1]), "for one sample, the first"),
        (RIGHT[None], "a dimension too many or too few"),
        (RIGHT[:2], "shape differs"),
        (RIGHT.sum(), "every dimension"),
    ],
)
def test_kinds_of_difference(came: torch.Tensor, words: str) -> None:
    assert words in hint(came, RIGHT)


def test_a_loss_for_each_sample() -> None:
    assert "missing" in hint(RIGHT.mean(1), RIGHT.mean())


def test_transposed_shape() -> None:
    assert "transposed" in hint(torch.ones(4, 3), torch.ones(3, 4))


def test_the_tests_own_candidates_come_first() -> None:
    wrong = {"The bias is missing.": RIGHT + 1, "Of another shape.": RIGHT[:1]}
    assert hint(RIGHT + 1, RIGHT, wrong) == "The bias is missing."
    assert hint(RIGHT[:1], RIGHT, wrong) == "Of another shape."
    assert hint(2 * RIGHT, RIGHT, {"Twice.": 2 * RIGHT}) == "Twice."


def test_a_candidate_that_equals_the_right_result_explains_nothing() -> None:
    assert "last digits" in hint(RIGHT + 1e-6, RIGHT, {"Wrong in other cases.": RIGHT.clone()})


def test_a_candidate_far_nearer_than_the_right_result_explains_even_the_last_digits() -> None:
    assert hint(RIGHT + 1e-6, RIGHT, {"One millionth too much.": RIGHT + 1e-6}) == "One millionth too much."
    assert "last digits" in hint(RIGHT + 1e-6, RIGHT, {"Half of it.": RIGHT + 5e-7})


def test_a_candidate_with_infinity_is_compared_where_it_is_finite() -> None:
    candidate = RIGHT.clone()
    candidate[0, 0] = torch.inf
    assert hint(candidate.nan_to_num(posinf=3.0), RIGHT, {"Divides by zero.": candidate}) != "Divides by zero."
    assert hint(candidate, RIGHT) == NOT_FINITE


def test_what_looks_like_no_known_mistake_leaves_the_word_to_the_test() -> None:
    came = torch.tensor([[9.0, 1.0, -4.0], [0.1, 2.0, 2.0], [7.0, 0.0, 1.0]])
    assert hint(came, RIGHT) == EVERYWHERE
    came[0] = RIGHT[0] + 1
    came[1:, 1:] = RIGHT[1:, 1:]
    assert hint(came, RIGHT) == HERE_AND_THERE
    assert hint(torch.tensor(3.7), torch.tensor(0.4)) == ""
    assert better(HERE_AND_THERE, "See the lesson.") == better("", "See the lesson.") == "See the lesson."
    assert better("The sign is the other way round.", "See the lesson.").startswith("The sign")
    assert better(EVERYWHERE, "") == EVERYWHERE


def test_no_hint_tells_a_value_of_the_expected_tensor() -> None:
    for came in (-RIGHT, RIGHT / 7, RIGHT + 5, RIGHT.clamp(-1, 1), RIGHT[:2]):
        assert not [x for x in RIGHT.flatten().tolist() if f"{x:g}" in hint(came, RIGHT)]


def test_a_name_that_the_package_lacks():
    assert not_exported("Adam") == "The package's `__init__.py` has no `Adam`"
    with course({}, "parts"):
        assert not_exported("Adam") == "`parts/__init__.py` has no `Adam`"
        assert not_exported("") == "`parts/__init__.py` lacks a name that this test asks for"
