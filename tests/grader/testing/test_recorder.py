"""The plugin in a real pytest session over a suite of a few lines: order, needs, crashes, watched derivatives."""

import sys
from collections.abc import Callable, Sequence
from functools import reduce
from pathlib import Path
from typing import Any

import pytest

from grader import settings
from grader.errors import EngineCalled, WorkerCrashed, WorkerTimeout
from grader.scoring.outcomes import Journal, Outcome
from grader.settings import Assignment
from grader.testing import session, words
from grader.testing.mismatch import APPROXIMATED
from grader.testing.recorder import PATIENCE, SuitesBroken, bounded
from grader.testing.verdict import LONGEST
from tests.grader.test_settings import SETTINGS, SUITE, small

RUBRIC = """
assignment = "small"
cap = 1.0
[exercises.small]
title = "Small"
points = 4.0
[exercises.small.tests]
test_a = {visibility = "visible", watched = ["Thing.backward"]}
test_b = {needs = ["test_a"]}
test_c = {}
test_d = {}
"""
BODY = """
import pytest
def test_d(student):
    \"\"\"Fourth.\"\"\"
    student.ask("d")
def test_c(student, seed):
    \"\"\"Third.\"\"\"
    student.ask("c")
    assert seed != 7
def test_b(student, kinds):
    \"\"\"Second.\"\"\"
    student.ask("b")
    assert kinds["small.test_a"] == "passed"
def test_a(student):
    \"\"\"First.\"\"\"
    student.ask("a")
"""


class Asked:
    """A student that raises what it is told to, question by question."""

    def __init__(self, log: list[str], answers: dict[str, BaseException]) -> None:
        self._log, self._answers = log, answers
        self._log.append("opened")

    def ask(self, question: str) -> None:
        self._log.append(question)
        if question in self._answers:
            raise self._answers[question]

    def close(self) -> None:
        self._log.append("closed")


class Check:
    """Whoever looks for approximations, with an answer that is known."""

    def __init__(self, **short: str) -> None:
        self._short, self.begun, self.passed = short, list[tuple[str, str]](), list[tuple[str, list[str]]]()

    def begin(self, exercise: str, name: str) -> None:
        self.begun.append((exercise, name))

    def settle(self, exercise: str, passed: Sequence[str]) -> dict[str, str]:
        self.passed.append((exercise, list(passed)))
        return self._short


@pytest.fixture
def assignment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Assignment:
    monkeypatch.delitem(sys.modules, "test_small", raising=False)  # a process keeps its suites between two sessions
    small(tmp_path, SETTINGS, RUBRIC)
    (tmp_path / "suites" / "test_small.py").write_text(BODY)
    (tmp_path / "suites" / "pytest.ini").write_text("[pytest]\n")
    return settings.read(tmp_path)


@pytest.fixture
def graded(assignment: Assignment) -> Callable[..., tuple[list[str], dict[str, Any]]]:
    """The questions in their order, and the outcomes by name."""

    def run(check: Check | None = None, **answers: BaseException) -> tuple[list[str], dict[str, Any]]:
        log, journal = list[str](), Journal(assignment.rubric)
        session.run(assignment, lambda _: Asked(log, answers), seed=1, journal=journal, check=check)
        return log, {outcome.name: outcome for outcome in journal}

    return run


def kinds(outcomes: dict[str, Any]) -> list[str]:
    return [outcomes[f"test_{name}"].kind for name in "abcd"]


def test_the_rubrics_order_and_a_student_for_each_visibility(graded: Any) -> None:
    log, outcomes = graded()
    assert log == ["opened", "a", "opened", "b", "c", "d", "closed", "closed"]
    assert kinds(outcomes) == ["passed"] * 4


PARTS = """
import pytest
@pytest.mark.parametrize("name", ["One", "Two"])
def test_each(student, name):
    \"\"\"Each.\"\"\"
    student.ask(name)
@pytest.mark.parametrize("name", ["One", "Two"])
def test_both(student, name):
    \"\"\"Both.\"\"\"
    student.ask(name)
"""


def test_a_part_is_blamed_for_itself_where_the_rubric_lists_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "test_small", raising=False)
    rows = 'test_each = {each = ["One", "Two"], watched = ["One.backward"]}\ntest_both = {}\n'
    rubric = RUBRIC[: RUBRIC.index("test_a =")] + rows
    names = {"Thing.backward": "One.backward", "small.test_a": "small.test_each", "small.test_b": "small.test_both"}
    small(tmp_path, reduce(lambda text, old: text.replace(old, names[old]), names, SETTINGS), rubric)
    (tmp_path / "suites" / "test_small.py").write_text(PARTS)
    (tmp_path / "suites" / "pytest.ini").write_text("[pytest]\n")
    assignment, log = settings.read(tmp_path), list[str]()
    journal, answers = Journal(assignment.rubric), {"Two": AssertionError("no")}
    session.run(assignment, lambda _: Asked(log, answers), seed=1, journal=journal)
    kinds = {outcome.name: outcome.kind for outcome in journal}
    assert kinds == {"test_each[One]": "passed", "test_each[Two]": "failed", "test_both": "failed"}
    (tmp_path / "rubric.toml").write_text(rubric.replace('"One", "Two"]', '"One"]'))
    with pytest.raises(SuitesBroken, match=r"test_each\[Two\]|test_each"):
        session.run(settings.read(tmp_path), lambda _: Asked(log, answers), seed=1, journal=journal)


def test_what_needs_a_failed_test_is_blocked_and_named(graded: Any) -> None:
    log, outcomes = graded(a=AssertionError("no"))
    assert "b" not in log
    assert kinds(outcomes) == ["failed", "blocked", "passed", "passed"]
    assert outcomes["test_b"].message == "needs “First.” (small.test_a), which did not pass"


def test_after_a_crash_the_next_test_gets_a_fresh_student(graded: Any) -> None:
    log, outcomes = graded(c=WorkerCrashed("it aborted"))
    assert log == ["opened", "a", "opened", "b", "c", "closed", "opened", "d", "closed", "closed"]
    assert kinds(outcomes) == ["passed", "passed", "crashed", "passed"]
    assert outcomes["test_c"].rule == ""


def test_who_called_the_engine_is_remembered(graded: Any) -> None:
    _, outcomes = graded(c=EngineCalled("it called the engine"))
    assert (outcomes["test_c"].rule, outcomes["test_c"].words) == (EngineCalled.rule, EngineCalled.words)


def test_time_outs_again_and_again_end_the_exercise(graded: Any) -> None:
    late = WorkerTimeout("no answer within 10.0 s")
    log, outcomes = graded(b=late, c=late)
    assert PATIENCE == 2
    assert "d" not in log
    assert kinds(outcomes) == ["passed", "timeout", "timeout", "not_run"]
    assert outcomes["test_d"].message == "earlier tests of this exercise used up its time"


def test_what_passed_by_an_approximation_has_not_passed(graded: Any) -> None:
    check = Check(test_a="Thing.backward was approximated")
    _, outcomes = graded(check, c=AssertionError("no"))
    assert check.begun == [("small", f"test_{name}") for name in "abcd"]
    assert check.passed == [("small", ["test_a", "test_b", "test_d"])]
    assert kinds(outcomes) == ["failed", "passed", "failed", "passed"]
    assert (outcomes["test_a"].message, outcomes["test_a"].hint) == ("Thing.backward was approximated", APPROXIMATED)


def test_of_a_hidden_test_nothing_of_the_students_is_repeated(graded: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, bool]] = []
    monkeypatch.setattr(Asked, "ask", lambda _, question: told.append((question, words.REPEATED.get())))
    graded()
    assert told == [("a", True), ("b", False), ("c", False), ("d", False)]
    assert words.REPEATED.get()  # nothing of a session stays


def test_a_suite_that_skips_itself_is_the_graders_fault(assignment: Assignment) -> None:
    suite = assignment.suites / "test_small.py"
    suite.write_text(BODY.replace('student.ask("d")', "pytest.skip('not today')"))
    journal = Journal(assignment.rubric)
    session.run(assignment, lambda _: Asked([], {}), seed=1, journal=journal)
    found = {outcome.name: outcome for outcome in journal}
    assert found["test_d"].kind == "error"
    assert "the suite skipped itself: " in found["test_d"].message


def test_a_test_of_the_rubric_that_was_not_collected_ends_it_all(assignment: Assignment) -> None:
    (assignment.suites / "test_small.py").write_text(SUITE)
    with pytest.raises(SuitesBroken, match="INTERNAL_ERROR"):
        session.run(assignment, lambda _: Asked([], {}), seed=1, journal=Journal(assignment.rubric))


def test_no_text_of_the_report_is_long() -> None:
    report = {"tests": [{"longrepr": "x" * 5000, "lineno": 3}], "root": "/"}
    assert bounded(report) == {"tests": [{"longrepr": "x" * LONGEST, "lineno": 3}], "root": "/"}


def test_what_has_an_outcome_already_does_not_run_again(assignment: Assignment) -> None:
    """A run that broke off goes on where it ended, and what it knew blocks as if it had run here."""
    log: list[str] = []
    journal = Journal(assignment.rubric)
    journal.record(Outcome("small", "test_a", "crashed", "gone"))
    session.run(assignment, lambda _: Asked(log, {}), seed=1, journal=journal)
    assert "a" not in log
    assert journal.kind("small", "test_a") == "crashed"
    assert journal.kind("small", "test_b") == "blocked"
    assert journal.kind("small", "test_c") == "passed"
