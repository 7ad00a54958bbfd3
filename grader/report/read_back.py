"""`scores.json` read back: the record that pages are made of, for the class, the instructor and the student.

What does not have the shape of `scores.schema.json` is told in a sentence, and never ends the report.
"""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from grader.report import seal
from grader.report.scores_json import as_json
from grader.result import Adjustment, Gap, Result, Status
from grader.scoring.scorecard import PRECISION, Excerpt, ExerciseScore, Notice


class Identity(msgspec.Struct, frozen=True):
    """The submission: the id under which it was graded, and the hash of its sources."""

    id: str
    sha256: str


class Policy(msgspec.Struct, frozen=True):
    """Breaches of the rule, and what they cost."""

    violations: tuple[Notice, ...]
    cap: float
    earned: float
    capped: bool
    remarks: tuple[Notice, ...] = ()  # files of the first version have none of these three
    waived: tuple[Notice, ...] = ()
    excerpts: tuple[Excerpt, ...] = ()

    def excerpt(self, notice: Notice) -> Excerpt | None:
        """The lines of the submission round a notice."""
        return next((e for e in self.excerpts if (e.file, e.line) == (notice.file, notice.line)), None)


class Environment(msgspec.Struct, frozen=True):
    """On what it was graded, and with which seed it can be graded so again."""

    python: str
    torch: str
    grader: str
    seed: int
    sources: str = ""
    rubric: str = ""


class Record(msgspec.Struct, frozen=True):
    """One `scores.json`, without the report of pytest that it carries along."""

    assignment: str
    status: Status
    submission: Identity
    notes: tuple[str, ...]
    score: float
    max_score: float
    exercises: tuple[ExerciseScore, ...]
    policy: Policy
    isolation: dict[str, Any]
    environment: Environment
    seconds: float
    gaps: tuple[Gap, ...] = ()  # files of the first versions have none of these three
    adjustments: tuple[Adjustment, ...] = ()
    seal: str = ""

    @property
    def problem(self) -> str:
        """Why nothing could be graded: the first note of such a record."""
        return self.notes[0] if self.status == "not_gradable" and self.notes else ""

    @property
    def side_notes(self) -> tuple[str, ...]:
        """The notes beside the problem."""
        return self.notes[1:] if self.problem else self.notes

    @property
    def adjusted(self) -> float:
        """Points by hand in all, which stand apart from `score`."""
        return round(sum(each.points for each in self.adjustments), PRECISION)

    @property
    def mark(self) -> float:
        """The score with the points by hand, before lateness: from 0 to the most."""
        return round(min(max(self.score + self.adjusted, 0.0), self.max_score), PRECISION)

    @property
    def as_sealed(self) -> str:
        """The seal that its marks ask for."""
        totals = (self.score, self.max_score, self.policy.earned, self.policy.cap)
        return seal.of(self.status, totals, self.exercises, len(self.policy.violations), self.adjustments)

    @property
    def by_hand(self) -> bool:
        """Whether somebody changed a mark in the file since it was written; older files cannot tell."""
        return self.seal not in ("", self.as_sealed)

    @property
    def by_exercise(self) -> dict[str, float]:
        """Points by the exercise's id."""
        return {exercise.id: exercise.score for exercise in self.exercises}

    def count(self, *outcomes: str) -> int:
        """How many tests came to one of these outcomes."""
        return sum(test.outcome in outcomes for exercise in self.exercises for test in exercise.tests)


class BrokenRecordError(ValueError):
    """A file that is no `scores.json`; the text says why."""


DECODER = msgspec.json.Decoder(Record)


def read(path: Path) -> Record:
    """The record in a file; `BrokenRecordError` if there is none."""
    try:
        record = DECODER.decode(path.read_bytes())
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BrokenRecordError(f"{path.name} is not what the grader writes: {error}") from error
    except OSError as error:
        raise BrokenRecordError(f"{path.name} cannot be read: {error.strerror}") from error
    parts = [(e.score, e.max_score) for e in record.exercises]
    tests = [(t.score, t.max_score) for e in record.exercises for t in e.tests]
    for score, most in [(record.score, record.max_score), *parts, *tests]:
        if not (math.isfinite(most) and 0 <= score <= most + 1e-3):
            raise BrokenRecordError(f"{path.name} holds {score} of {most} points, which cannot be")
    if not (record.max_score > 0 and 0 <= record.seconds < math.inf):
        raise BrokenRecordError(f"{path.name} holds {record.max_score} points in {record.seconds} s, which cannot be")
    return record


def every(results: Path) -> Iterator[tuple[str, Record | BrokenRecordError]]:
    """Each `RESULTS/<id>/scores.json` with its id, in the order of the ids, or why it cannot be read.

    One is read at a time, and a thousand whole ones take 80 MiB: keep of each what is needed later.
    """
    for path in sorted(results.glob("[!.]*/scores.json"), key=lambda path: (path.parent.name.casefold(), path)):
        try:
            yield path.parent.name, read(path)
        except BrokenRecordError as error:
            yield path.parent.name, error


def of(result: Result) -> Record:
    """The record of a result that was just made."""
    return DECODER.decode(json.dumps({**as_json(result), "report": {}}, allow_nan=False))
