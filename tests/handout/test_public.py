"""What is cut out of the suites, the rubric and the settings: visible tests, what they need, and no word more."""

import ast

import pytest

from handout.public import visible_part, visible_rubric, visible_settings, visible_tests

SUITE = '''"""A suite."""

import torch
import random, math
from grader.testing.expect import close, within
from reference import oracle as truth

SIZES = (1, 2)  # of both
SECRET, OTHER = 7, 8  # a hidden one's


class Helper:
    size = SIZES


def helper():
    return Helper().size


# A word about the hidden one.
@parametrize(SECRET)
def test_hidden(student):
    """Hidden."""
    assert within(truth.of(student), math.pi)


def test_visible(student):
    """Visible."""
    assert close(helper(), random.random())
'''
RUBRIC = {
    "assignment": "small",
    "cap": 20.0,
    "late": {"per_day": 0.1},
    "exercises": {
        "one": {
            "title": "One", "points": 6.0, "visibility": "hidden",
            "tests": {
                "test_a": {"visibility": "visible", "weight": 2, "watched": ["Linear.dw"]},
                "test_b": {"weight": 3},
                "test_c": {"visibility": "visible", "needs": ["test_a", "test_b"]},
            },
        },
        "two": {
            "title": "Two", "points": 4.0, "visibility": "visible",
            "tests": {"test_d": {"needs": ["one.test_c", "one.test_b"]}},
        },
        "three": {"title": "Three", "points": 5.0, "tests": {"test_e": {}}},
    },
}  # fmt: skip


def test_a_suite_keeps_what_its_visible_tests_reach():
    part = visible_part(SUITE, ["test_visible"])
    kept = [node.name for node in ast.parse(part).body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    assert kept == ["Helper", "helper", "test_visible"]
    assert "import random\n" in part
    assert "from grader.testing.expect import close\n" in part
    assert "SIZES = (1, 2)" in part
    for word in ("SECRET", "OTHER", "hidden", "Hidden", "within", "truth", "math", "torch"):
        assert word not in part, word


@pytest.mark.parametrize("tests", [["test_visible"], ["test_hidden"], ["test_hidden", "test_visible"], []])
def test_what_is_left_stands_on_its_own(tests):
    tree = ast.parse(visible_part(SUITE, tests))
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert used.isdisjoint({"SECRET", "helper", "Helper", "math"} - names(tree))
    assert {node.name for node in tree.body if isinstance(node, ast.FunctionDef)} >= set(tests)


def names(tree):
    """What its top level defines or imports."""
    found = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    found |= {alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names}
    return found | {n.id for node in tree.body if isinstance(node, ast.Assign) for n in ast.walk(node.targets[0])
                    if isinstance(n, ast.Name)}  # fmt: skip


def test_a_test_is_as_visible_as_its_exercise_unless_it_says_so():
    one, two, three = RUBRIC["exercises"].values()
    assert [visible_tests(exercise) for exercise in (one, two, three)] == [["test_a", "test_c"], ["test_d"], []]


def test_each_visible_test_is_worth_what_it_is_worth_in_the_whole():
    shown, hidden = visible_rubric(RUBRIC)
    assert shown["exercises"].keys() == {"one", "two"}
    assert (shown["exercises"]["one"]["points"], shown["exercises"]["two"]["points"]) == (3.0, 4.0)
    assert hidden == {
        "one": {"tests": 1, "points": 3.0}, "two": {"tests": 0, "points": 0.0}, "three": {"tests": 1, "points": 5.0}
    }  # fmt: skip


def test_no_word_of_a_hidden_test_or_of_what_is_watched():
    shown, _ = visible_rubric(RUBRIC)
    assert shown.keys() == {"assignment", "cap", "exercises"}
    assert shown["exercises"]["one"]["tests"] == {
        "test_a": {"weight": 2}, "test_c": {"weight": 1, "needs": ["test_a"]}
    }  # fmt: skip
    assert shown["exercises"]["two"]["tests"] == {"test_d": {"weight": 1, "needs": ["one.test_c"]}}


def test_settings_speak_of_visible_tests_alone():
    settings = {"package": "parts", "script_tests": ["one.test_a", "one.test_b"], "derivatives": {"names": ["x"]}}
    shown, _ = visible_rubric(RUBRIC)
    assert visible_settings(settings, shown) == {"package": "parts", "script_tests": ["one.test_a"]}
