"""The rubric: which tests exist, what each is worth, what it presupposes.

`rubric.toml` is the one list of exercises; this module reads it, takes each test's title from the
docstring in its suite, and refuses it whole if the two disagree.
It is read before anything of a submission runs, so the denominator never depends on what a submission does.

    rubric.toml + suites/test_<exercise>.py  →  Rubric  →  running, scoring, report
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

from ..errors import BadAssignment
from .late_rule import Late

Visibility = Literal["visible", "hidden"]


class Test(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row of the rubric: a test function of the exercise's suite.

    `needs` names tests that must have passed for this one to say anything: `test_name` in the same
    exercise, `exercise.test_name` in an earlier one. `each` names the parts that are judged one by one: the row stands
    for a verdict each, `test_name[Part]`, which share its weight.
    """

    weight: float = 1.0
    needs: tuple[str, ...] = ()
    each: tuple[str, ...] = ()
    visibility: Visibility | None = None  # None: the exercise's
    watched: tuple[str, ...] = ()  # derivatives that earn nothing here if they are approximated (approximation.py)
    title: str = ""  # from the docstring, never from the file


class Exercise(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is graded together: one suite, one line of the report."""

    title: str
    points: float
    tests: dict[str, Test]
    visibility: Visibility = "hidden"  # of tests that do not say
    extra_seconds: float = 0.0  # CPU time beyond what every exercise has (records.Limits)

    def share(self, name: str) -> float:
        """The points that test `name` is worth."""
        return self.points * self.tests[name].weight / sum(test.weight for test in self.tests.values())

    def visibility_of(self, name: str) -> Visibility:
        """Whether a student may see the message of test `name`."""
        return self.tests[name].visibility or self.visibility


class Rubric(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`rubric.toml`: exercises with their points and tests, the cap for breaking the rule, and lateness."""

    assignment: str
    cap: float  # the most that a submission earns that broke the rule
    exercises: dict[str, Exercise]
    late: Late | None = None  # what a late submission loses; nothing, unless the table is there

    @property
    def max_score(self) -> float:
        """Points of all exercises together; the same for every submission."""
        return sum(exercise.points for exercise in self.exercises.values())

    def rows(self) -> Iterator[tuple[str, str, Test]]:
        """Every test as (exercise, name, test), in the order in which they run."""
        for key, exercise in self.exercises.items():
            for name, test in exercise.tests.items():
                yield key, name, test


def read(path: Path, suites: Path) -> Rubric:
    """Read the rubric and check it against the suites."""
    try:
        rubric = msgspec.toml.decode(path.read_bytes(), type=Rubric)
    except (OSError, msgspec.DecodeError, msgspec.ValidationError) as error:
        raise BadAssignment(f"{path.name}: {error}") from error
    if not rubric.exercises:
        raise BadAssignment(f"{path.name}: expected an exercise, a table [exercises.NAME]")
    if not 0 <= rubric.cap <= rubric.max_score:
        raise BadAssignment(f"{path.name}: expected a cap from 0 to {rubric.max_score}, got {rubric.cap}")
    if rubric.late and (problem := rubric.late.problem()):
        raise BadAssignment(f"{path.name}: {problem}")
    exercises = {key: _titled(key, exercise, suites) for key, exercise in rubric.exercises.items()}
    rubric = msgspec.structs.replace(rubric, exercises=exercises)
    _check_needs(rubric)
    return rubric


def _titled(key: str, exercise: Exercise, suites: Path) -> Exercise:
    """The exercise with a title in each test; the suite and the rubric must list the same tests."""
    titles = _docstrings(suites / f"test_{key}.py")
    if odd := titles.keys() ^ exercise.tests.keys():
        raise BadAssignment(
            f"{key}: expected the same tests in the rubric and in test_{key}.py, differing: {sorted(odd)}"
        )
    if not exercise.points > 0:
        raise BadAssignment(f"{key}: expected points above 0, got {exercise.points}")
    for name, test in exercise.tests.items():
        if not test.weight > 0:
            raise BadAssignment(f"{key}.{name}: expected a weight above 0, got {test.weight}")
        if not titles[name]:
            raise BadAssignment(f"{key}.{name}: expected a docstring, the title that students read")
        if len(set(test.each)) < len(test.each):
            raise BadAssignment(f"{key}.{name}: expected each part once, got {', '.join(test.each)}")
    tests = {
        row: verdict
        for name, test in exercise.tests.items()
        for row, verdict in _verdicts(name, msgspec.structs.replace(test, title=titles[name]))
    }
    return msgspec.structs.replace(exercise, tests=tests)


def _verdicts(name: str, test: Test) -> Iterator[tuple[str, Test]]:
    """The test itself, or a verdict for each part that it judges; the part's derivatives are the watched ones."""
    if not test.each:
        yield name, test
    for part in test.each:
        watched = tuple(each for each in test.watched if each.partition(".")[0] == part)
        title, weight = f"{part}: {test.title}", test.weight / len(test.each)
        yield f"{name}[{part}]", msgspec.structs.replace(test, each=(), weight=weight, watched=watched, title=title)


def whole(name: str) -> str:
    """The test that a verdict comes from: `test_dtype` for `test_dtype[SGD]`."""
    return name.partition("[")[0]


def _docstrings(suite: Path) -> dict[str, str]:
    """Test name → first line of its docstring, read from the source without importing it."""
    try:
        body = ast.parse(suite.read_bytes()).body
    except (OSError, SyntaxError) as error:
        raise BadAssignment(f"{suite.name}: expected a readable suite, got {error}") from error
    tests = [node for node in body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    return {test.name: (ast.get_docstring(test) or "").partition("\n")[0] for test in tests}


def _check_needs(rubric: Rubric) -> None:
    """A need is a test that runs earlier: so there are no cycles, and nothing waits for what comes later."""
    earlier: set[str] = set()
    for key, name, test in rubric.rows():
        for need in full_needs(key, test):
            if need not in earlier:
                raise BadAssignment(f"{key}.{name}: needs {need}, which is no earlier test of the rubric")
        earlier.add(f"{key}.{name}")


def full_needs(key: str, test: Test) -> tuple[str, ...]:
    """The needs of a test of exercise `key`, each as `exercise.test_name`."""
    return tuple(need if "." in need else f"{key}.{need}" for need in test.needs)
