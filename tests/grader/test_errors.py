"""The exception tree: a student's exception is the builtin that it was, and a dead worker is no `Exception`."""

import pytest

from grader.errors import (
    BadAnswer,
    BadAssignment,
    EngineCalled,
    Fault,
    GraderError,
    MissingName,
    NotGradable,
    StudentError,
    Unreadable,
    WallMissing,
    WorkerCrashed,
    WorkerFailure,
    WorkerTimeout,
    student_error,
)


def raised(*builtins: str, name: str = "ShapeError", text: str = "no", where: str = "") -> StudentError:
    return student_error(Fault(name, builtins, text, where))


@pytest.mark.parametrize(
    ("builtins", "kinds"),
    [
        (("ValueError", "Exception", "BaseException"), (ValueError,)),
        (("ZeroDivisionError", "ArithmeticError", "Exception"), (ZeroDivisionError, ArithmeticError)),
        (("ValueError", "KeyError", "LookupError", "Exception"), (ValueError, KeyError, LookupError)),
        (("OSError", "UnicodeDecodeError", "ValueError", "Exception"), (OSError,)),  # cannot be laid out together
        (("Exception",), ()),
        (("KeyboardInterrupt", "BaseException"), ()),  # nobody here is interrupted by a student
        (("ExceptionGroup", "Exception"), ()),
        (("print", "NoSuchError", "int"), ()),
    ],
)
def test_it_is_the_builtin_that_it_was(builtins: tuple[str, ...], kinds: tuple[type, ...]) -> None:
    found = raised(*builtins)
    assert isinstance(found, (StudentError,))
    assert all(isinstance(found, kind) for kind in kinds)
    assert isinstance(found, Exception)
    assert not isinstance(found, KeyboardInterrupt | ExceptionGroup)
    assert str(found) == "ShapeError: no"


def test_its_class_has_the_name_that_it_had_if_a_traceback_can_print_it() -> None:
    assert type(raised("ValueError")).__name__ == "ShapeError"
    odd = raised("ValueError", name="Shape Error\n")
    assert type(odd).__name__ == "StudentError"
    assert odd.type_name == "Shape Error\n"


def test_it_says_where_it_was_raised() -> None:
    found = raised("ValueError", where="framework/linear.py:31")
    assert str(found) == "ShapeError: no (framework/linear.py:31)"
    assert found.where == "framework/linear.py:31"


def test_a_missing_name_is_an_attribute_error() -> None:
    found = student_error(Fault("AttributeError", ("AttributeError",), "the package has no name 'Adam'", missing=True))
    assert type(found) is MissingName
    assert isinstance(found, AttributeError)


@pytest.mark.parametrize("kind", [WorkerCrashed, EngineCalled, WorkerTimeout, BadAnswer])
def test_no_suite_takes_a_dead_worker_for_the_error_that_it_waits_for(kind: type[WorkerFailure]) -> None:
    assert not issubclass(kind, Exception)
    assert kind("out of memory").cause == "out of memory"


@pytest.mark.parametrize(
    ("kind", "builtin"),
    [(NotGradable, ValueError), (BadAssignment, ValueError), (Unreadable, OSError), (WallMissing, RuntimeError)],
)
def test_whatever_the_grader_says_is_a_grader_error_and_the_nearest_builtin(kind: type, builtin: type) -> None:
    assert issubclass(kind, GraderError)
    assert issubclass(kind, builtin)
