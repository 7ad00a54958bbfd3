"""Whose fault an exception is, and in which words."""

from pathlib import Path

import pytest

from grader.errors import EngineCalled, Fault, WorkerCrashed, WorkerTimeout, student_error
from grader.settings import DEFAULT, HERE
from grader.testing.mismatch import Blocked, Mismatch
from grader.testing.verdict import GENERAL, LONGEST, clean, verdict

SUITES = DEFAULT / "suites"
MISSING = student_error(Fault("AttributeError", ("AttributeError",), "secret", missing=True))
MISSING.name = "One"  # type: ignore[attr-defined]
FAULT = Fault("ValueError", ("ValueError", "Exception"), "secret 0.5", "framework/linear.py:3")


@pytest.mark.parametrize(
    ("error", "kind", "hint"),
    [
        (WorkerTimeout("slow"), "timeout", "loop"),
        (WorkerCrashed("killed by signal 11"), "crashed", "recursion"),
        (EngineCalled("the worker died"), "crashed", "Your code called the differentiation engine"),
        (student_error(FAULT), "failed", "ValueError at framework/linear.py:3"),
        (MISSING, "failed", "has no `One`: is it written"),
        (Mismatch("no", "Mind the sign."), "failed", "Mind the sign."),
        (Blocked("leans on Linear", "First mend Linear."), "blocked", "First mend Linear."),
        (AssertionError("plain\nassert 1 == 2"), "failed", GENERAL),
        (IndexError("no such sample"), "failed", "returned"),
    ],
)
def test_kinds(error: BaseException, kind: str, hint: str) -> None:
    found = verdict(error, SUITES)
    assert found.kind == kind
    assert hint in found.hint
    assert "secret" not in found.hint
    assert "assert" not in found.message


def test_a_fault_in_the_graders_own_files_is_not_the_students() -> None:
    code = compile("def fall():\n    raise ZeroDivisionError('ours')", str(HERE / "scoring" / "scorecard.py"), "exec")
    space: dict[str, object] = {}
    exec(code, space)  # noqa: S102
    with pytest.raises(ZeroDivisionError) as caught:
        space["fall"]()  # type: ignore[operator]
    assert verdict(caught.value, SUITES).kind == "error"
    assert verdict(caught.value, Path(HERE)).kind == "failed"  # the same in a suite's folder


def test_messages_are_short_and_printable() -> None:
    assert len(clean("x" * 5000)) < LONGEST + 10
    assert "\x1b" not in clean("\x1b[31mred\x00")


@pytest.mark.parametrize("error", [Mismatch, Blocked])
def test_hints_that_name_what_students_named_are_too(error: type[Mismatch]) -> None:
    hint = verdict(error("no", "Your code raised Oops\x1b]0;mine\x07" + "!" * 5000), SUITES).hint
    assert hint.startswith("Your code raised Oops\N{REPLACEMENT CHARACTER}]0;mine")
    assert len(hint) < LONGEST + 10
