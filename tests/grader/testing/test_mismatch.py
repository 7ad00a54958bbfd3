"""What a suite may raise is an assertion with a hint, told apart by the verdict."""

import pytest

from grader.testing.mismatch import Blocked, Mismatch


def test_a_mismatch_says_what_came_and_hints_at_why() -> None:
    with pytest.raises(AssertionError, match="expected 1, got 2") as caught:
        raise Mismatch("expected 1, got 2", "Mind the sign.")
    assert caught.value.hint == "Mind the sign."
    assert Mismatch("x").hint == ""


def test_what_leans_on_something_wrong_is_a_mismatch_of_its_own_kind() -> None:
    assert isinstance(Blocked("Linear is wrong", "First mend it."), Mismatch)
    assert Blocked("Linear is wrong", "First mend it.").hint == "First mend it."
