"""What a grading came to: the record that the report, a class and the platforms are made from."""

from typing import Any, Literal

import msgspec

from grader.records import Isolation, Submission
from grader.scoring.scorecard import Excerpt, Scorecard

Status = Literal["graded", "not_gradable", "grader_error"]


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
