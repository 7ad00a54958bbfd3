"""How a test's exception is judged: whose fault it is, and in which words the student reads of it.

An answer that is of no use to the suite is the student's; only what goes wrong in the grader's own files,
outside of a suite, is the grader's, and then no mark is given.
"""

from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from ..errors import Forbidden, StudentError, WorkerFailure, WorkerTimeout
from ..scoring.outcomes import Kind
from .mismatch import Blocked
from .words import raised, said

CRASHED = "The process ended in the middle of a call: an exit, a recursion without end, or far too much memory?"
OF_NO_USE = "What a method gave back is of no use: is it returned, and is it what the docstring says, of that shape?"
GENERAL = "The title says what is asked for: call just that by hand, with numbers that you can work out, and compare."
LONGEST = 1000  # characters of a message
HERE = Path(__file__).parents[1]
OURS = (HERE, HERE.parent / "reference", HERE / "reference")  # the students' copy holds its own
IN_CONTACT = ("student", "testing", "assignment")  # rooms that handle a student's answers


class Verdict(NamedTuple):
    """What becomes of a test that raised."""

    kind: Kind
    message: str
    hint: str = ""


def verdict(error: BaseException, suites: Path) -> Verdict:  # noqa: PLR0911 - a line for each kind of exception
    """The verdict on a test of `suites` that ended with `error`."""
    match error:
        case WorkerTimeout():
            return Verdict(
                "timeout",
                clean(error.cause),
                "Look for a loop that does not end, or for work that is done element by element.",
            )
        case Forbidden():
            return Verdict("crashed", clean(error.cause), f"Your code {error.words}: write that part yourself.")
        case WorkerFailure():
            return Verdict("crashed", clean(error.cause), CRASHED)
        case StudentError():
            return Verdict("failed", clean(said(error)), clean(raised(error)))
        case Blocked():
            return Verdict("blocked", clean(str(error)), clean(error.hint))
        case AssertionError():
            text = str(error).partition("\nassert ")[0]
            return Verdict("failed", clean(text), clean(getattr(error, "hint", "")) or GENERAL)
    if _is_pytest_failure(error):
        return Verdict("failed", clean(str(error)), GENERAL)
    if _raised_by_grader(error.__traceback__, suites):
        return Verdict("error", clean(f"{type(error).__name__}: {error}"))
    return Verdict("failed", clean(f"the answer could not be used: {type(error).__name__}: {error}"), OF_NO_USE)


def clean(text: str) -> str:
    """`text` cut to a readable length, with nothing that a terminal or a JSON file trips over."""
    text = "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)
    return text if len(text) <= LONGEST else text[:LONGEST] + " …"


def _is_pytest_failure(error: BaseException) -> bool:
    """`pytest.fail`, and `pytest.raises` that waited in vain."""
    return type(error).__module__ == "_pytest.outcomes" and type(error).__name__ == "Failed"


def _raised_by_grader(trace: TracebackType | None, suites: Path) -> bool:
    """Whether the innermost of our frames is neither a suite's nor in contact with answers."""
    innermost = None
    while trace is not None:
        path = Path(trace.tb_frame.f_code.co_filename)
        if any(path.is_relative_to(place) for place in OURS) or path.is_relative_to(suites):
            innermost = path
        trace = trace.tb_next
    return innermost is not None and not any(
        innermost.is_relative_to(place) for place in (suites, *(HERE / room for room in IN_CONTACT))
    )
