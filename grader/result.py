"""What a grading came to: the record that the report, a class and the platforms are made from."""

from typing import Any, Literal

import msgspec

from grader.records import Isolation, Submission
from grader.scoring.scorecard import Excerpt, Scorecard

Status = Literal["graded", "not_gradable", "grader_error"]


UNREAD, FAILED = "Python cannot read this file", "This file cannot be imported"  # how the message of a gap begins


class Gap(msgspec.Struct, frozen=True, omit_defaults=True):
    """A file that could not be imported or is not there, and what took its place; nothing was lost or gained by it."""

    file: str
    line: int  # where it cannot be read, 0 if that is nowhere
    message: str
    shown: str = ""  # the line, and a caret below the place

    @property
    def kind(self) -> str:
        """What is wrong with the file, in two or three words."""
        kinds = {UNREAD: "syntax error", FAILED: "import error"}
        return next((kind for begin, kind in kinds.items() if self.message.startswith(begin)), "not read as handed in")


class Adjustment(msgspec.Struct, frozen=True):
    """Points that an instructor adds or takes off, apart from what the tests gave."""

    exercise: str | None  # None: of the whole
    points: float
    comment: str  # for the student
    by: str  # for instructors alone


class Result(msgspec.Struct, frozen=True):
    """Everything that is known of one grading."""

    status: Status
    submission: Submission
    scorecard: Scorecard
    isolation: Isolation | None
    seed: int
    report: dict[str, Any]
    seconds: float
    problem: str = ""  # why it is not gradable, for the student
    excerpts: tuple[Excerpt, ...] = ()  # of the submission, round what the rule has something to say about
    environment: dict[str, Any] = {}  # of a result that was read back: what it was graded with; else what runs now
    gaps: tuple[Gap, ...] = ()  # files that count as not written, or that the grader's own copies stood in for
    adjustments: tuple[Adjustment, ...] = ()  # points by hand; the scorecard knows nothing of them
