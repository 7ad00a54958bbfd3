"""What is said of a test whatever is compared in it: of what the student's code raised, and in a test's own words.

A hint may reach a student even where the test is hidden, so it names the kind of the mistake and never an input, an
expected value or a shape. `hints` guesses at tensors, `arrays` compares numpy's; this is read without either library.
"""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from types import MappingProxyType

from ..errors import MissingName, StudentError
from .mismatch import Mismatch

NOT_FINITE = "The result holds NaN or infinity: exp of a large number, log of no probability, a division by zero?"
EVERYWHERE = "Every number differs: compare the formula with the lesson's, symbol by symbol."
HERE_AND_THERE = (
    "Some numbers are right and others are not: what have the wrong ones in common, a size, a sign, a place?"
)
RAISED = {
    "NameError": "Nothing was assigned to that name: is it misspelt, or is “self.” missing?",
    "UnboundLocalError": "A variable is read before it is assigned to, on one way through the method at least.",
    "AttributeError": "There is no such attribute: is it misspelt, or never set, for want of super().__init__()?",
    "TypeError": "An argument too many or too few (self?), or None where a method forgot its return?",
    "RuntimeError": "Do the shapes fit? Write the shape of each line's result beside it.",
    "IndexError": "The tensor has fewer dimensions or elements than that line takes for granted.",
    "RecursionError": "A method calls itself without end.",
}
"""What an exception mostly means where good input was given."""
COURSE: ContextVar[Mapping[str, str]] = ContextVar("COURSE", default=MappingProxyType({}))
"""The same for the exceptions that the running assignment has of its own."""
PACKAGE: ContextVar[str] = ContextVar("PACKAGE", default="")
"""The package that students hand in, by name."""
REPEATED: ContextVar[bool] = ContextVar("REPEATED", default=True)
"""Whether what the student's code says may be told: not of a hidden test, whose input may have chosen the line that
raised and the name of what it raised."""
WRONG_DTYPE = "The dtype is wrong: create tensors in the dtype of what came in, with zeros_like and the like."
DTYPES_MEET = "Two dtypes meet: create tensors in the dtype of what came in, with zeros_like and the like."
ORDINARY_FIRST = "Wrong for ordinary numbers already: first mend what the tests before this one say."


@contextmanager
def course(exceptions: Mapping[str, str], package: str) -> Iterator[None]:
    """Inside of the block, exceptions of the assignment's own are told in its words, and its package by its name."""
    tokens = COURSE.set(exceptions), PACKAGE.set(package)
    try:
        yield
    finally:
        COURSE.reset(tokens[0])
        PACKAGE.reset(tokens[1])


def meaning(exception: str) -> str:
    """What an exception of that name mostly means, or nothing."""
    return COURSE.get().get(exception) or RAISED.get(exception, "")


def not_exported(name: str) -> str:
    """That the package lacks a name, or one that is not known here."""
    package = f"`{PACKAGE.get()}/__init__.py`" if PACKAGE.get() else "The package's `__init__.py`"
    return f"{package} has no `{name}`" if name else f"{package} lacks a name that this test asks for"


def better(hint: str, words: str) -> str:
    """The hint, or a test's own words where it says no more than that numbers differ."""
    return words if words and hint in ("", EVERYWHERE, HERE_AND_THERE) else hint


@contextmanager
def hinting(hint: str, *, first: bool = False) -> Iterator[None]:
    """Give a hint to whatever goes wrong inside; where the student's code raised, behind what it raised and where.

    Args:
        hint: what students read, a sentence or two; it names the kind of a mistake, never a value, since students
            read it where the test is hidden, too.
        first: put it in the place of hints that name a mistake, except that NaN came, or another dtype. Without it,
            it is read where nothing inside has a better one.
    """
    try:
        yield
    except Mismatch as mismatch:
        replaced = first and mismatch.hint not in (NOT_FINITE, WRONG_DTYPE)
        mismatch.hint = hint if replaced else better(mismatch.hint, hint)
        raise
    except MissingName as error:  # of no test in particular, so that its own words say nothing
        raise Mismatch(said(error), raised(error)) from error
    except StudentError as error:
        raise Mismatch(said(error), f"{raised(error)} {hint}".strip()) from error
    except AssertionError as error:
        raise Mismatch(str(error).partition("\nassert ")[0], hint) from error


def rarely(hint: str, so_far: dict[str, str], *ordinary: str, first: bool = False) -> AbstractContextManager[None]:
    """`hinting` for a test on rare numbers, whose hint holds where ordinary numbers come out right.

    Args:
        hint: as in `hinting`; where a test on ordinary numbers failed, students are sent there instead.
        so_far: outcomes by `exercise.test_name`, the fixture of that name. A test that is not in it counts as passed.
        *ordinary: the tests on ordinary numbers, as `exercise.test_name`.
        first: as in `hinting`.
    """
    sound = all(so_far.get(name, "passed") == "passed" for name in ordinary)
    return hinting(hint, first=first) if sound else hinting(ORDINARY_FIRST)


def said(error: StudentError) -> str:
    """What a visible test's message says of an exception: all of it."""
    missing = isinstance(error, MissingName) and error.name
    return not_exported(missing) if missing else f"your code raised {error}"


def raised(error: StudentError) -> str:
    """Which exception, where in the student's own code, and what it mostly means: no value of a hidden test."""
    if isinstance(error, MissingName):
        return f"{not_exported(error.name)}: is it written, and imported there under this name?"
    told = REPEATED.get()
    where = f" at {error.where}" if told and error.where else ""
    if error.type_name == "NotImplementedError":
        return f"Not written yet{where}, or written under another name."
    what = f"{error.type_name}{where}" if told else "an exception"
    return f"Your code raised {what}. {DTYPES_MEET if about_dtypes(error) else meaning(error.type_name)}".rstrip()


def about_dtypes(error: StudentError) -> bool:
    """Whether torch says that two dtypes met; its words for that are few."""
    return error.type_name == "RuntimeError" and any(words in error.text for words in ("dtype", "scalar type"))
