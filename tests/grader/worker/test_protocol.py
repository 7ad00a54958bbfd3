"""What both ends of the wall know: nests of plain values, and two names for the same fields."""

from dataclasses import fields

import pytest

from grader.errors import Fault
from grader.worker import protocol
from grader.worker.protocol import Problem, Ref, plain


class Named(dict):
    """No plain dict: it is a leaf."""


@pytest.mark.parametrize(
    ("value", "doubled"), [(3, 6), ([1, (2, {"a": [3]})], [2, (4, {"aa": [6]})]), ((), ()), ({}, {}), ({1: 2}, {2: 4})]
)
def test_every_leaf_and_nothing_else(value, doubled):
    assert plain(value, lambda leaf: leaf * 2) == doubled


def test_a_subclass_of_a_container_is_a_leaf():
    seen = []
    plain([Named(a=1), Ref(3)], seen.append)
    assert seen == [Named(a=1), Ref(3)]


def test_the_nest_is_another_one():
    value = [[1], {"a": (2,)}]
    found = plain(value, lambda leaf: leaf)
    assert found == value
    assert found is not value
    assert found[0] is not value[0]


def test_a_problem_has_the_fields_of_a_fault():
    assert [field.name for field in fields(Problem)] == [field.name for field in fields(Fault)]


def test_our_exit_statuses_are_told_apart_and_fit_into_one():
    ours = {protocol.ENGINE, protocol.READY_MADE}
    assert len(ours) == 2
    assert not ours & {0, 1, 2, 70}
    assert max(ours) < 128  # from there on a shell means signals
