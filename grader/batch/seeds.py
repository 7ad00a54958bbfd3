"""Which seed a grading takes: a regrade rolls no dice.

    --seed 123    that one
    --seed new    a fresh one
    otherwise     that of the earlier result, also where the work has changed: what differs is the student's alone

Platforms draw afresh for each hand-in: there a student may hand in as often as it takes to find out what was drawn.
"""

from pathlib import Path
from typing import Annotated, Literal

import msgspec
import typer

from grader.grade import new_seed
from grader.records import Submission

NEW: Literal["new"] = "new"
Asked = int | Literal["new"] | None
DIGITS = 18  # what a generator and a message take
MOST = 10**DIGITS - 1
Seed = Annotated[int, msgspec.Meta(ge=0, le=MOST)]
Option = Annotated[
    str | None,
    typer.Option("--seed", help="decides the values that tests draw: a number, or new; else that of the last grading"),
]


class Identity(msgspec.Struct, frozen=True):
    """The submission of an earlier result."""

    id: str
    sha256: str


class Environment(msgspec.Struct, frozen=True):
    """What it met."""

    seed: Seed


class Earlier(msgspec.Struct, frozen=True):
    """The part of `scores.json` that says of whom it is, and which seed it met."""

    submission: Identity
    environment: Environment

    def seed_for(self, submission: Submission) -> int | None:
        """Its seed, if it is of this submission: of this id, or of this content under another."""
        mine = self.submission
        same = mine.id == submission.id or (mine.sha256 != "" and mine.sha256 == submission.sha256)
        return self.environment.seed if same else None


def parsed(text: str | None) -> Asked:
    """What stands behind `--seed`."""
    if text is None or text == NEW:
        return NEW if text else None
    if text.isascii() and text.isdecimal() and len(text) <= DIGITS:
        return int(text)
    got = f"{text[:40]!r}{'…' if text[40:] else ''}"
    raise typer.BadParameter(f"expected a whole number from 0 on, or {NEW}, in {DIGITS} digits at most, got {got}")


def chosen(asked: Asked, earlier: int | None, fresh: int) -> int:
    """The seed to take; `fresh` is one that nobody knows."""
    if isinstance(asked, int):
        return asked
    return fresh if asked == NEW or earlier is None else earlier


def earlier(path: Path) -> tuple[Earlier | None, str]:
    """The earlier result in a file; a sentence if there is a file and no seed can be read in it."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Earlier), ""
    except FileNotFoundError:
        return None, ""
    except (OSError, ValueError, RecursionError) as error:
        return None, f"{path}: no seed of an earlier grading can be read there ({error}); a new one is drawn"


def keeping(asked: Asked, path: Path) -> tuple["Rule", str]:
    """The rule for one grading, by the earlier result at `path`, and a sentence if that is broken."""
    if asked is not None:
        return Rule(asked, None), ""
    found, words = earlier(path)
    return Rule(asked, found), words


class Rule(msgspec.Struct, frozen=True):
    """The seed by the submission that intake finds."""

    asked: Asked
    earlier: Earlier | None

    def __call__(self, submission: Submission) -> int:
        """The seed for it."""
        known = self.earlier.seed_for(submission) if self.earlier else None
        return chosen(self.asked, known, new_seed())
