"""The marks that go back: a line a student of `grades.csv`, which is the last word after lateness and adjustments.

RESULTS/grades.csv → **Mark** → a platform's file; RESULTS/<id>/feedback.html → the student
"""

import csv
import math
from collections.abc import Iterator
from pathlib import Path

import msgspec

from grader.errors import Unreadable

GRADES, PAGE = "grades.csv", "feedback.html"
DECIMALS = 4  # as in grades.csv


class Mark(msgspec.Struct, frozen=True):
    """What counts for one student."""

    id: str
    name: str
    score: float
    most: float
    final: float
    late: str
    folder: Path
    status: str = "graded"
    adjusted: float = 0.0  # points by hand

    @property
    def page(self) -> Path | None:
        """The student's own page."""
        path = self.folder / PAGE
        return path if path.is_file() else None

    @property
    def words(self) -> str:
        """A comment for the student, on a line."""
        mark = round(min(max(self.score + self.adjusted, 0.0), self.most), DECIMALS)
        by_hand = f"; {self.score:g} of the tests, {self.adjusted:+g} by hand" if self.adjusted else ""
        late = f"; {mark:g} before lateness ({self.late})" if self.late and self.final != mark else ""
        return f"{self.final:g} of {self.most:g} points{by_hand}{late}"


def read(results: Path) -> dict[str, Mark]:
    """Who has a mark, by id; `Unreadable` if there is none to be found."""
    path = results / GRADES
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            found = {mark.id: mark for mark in _marks(csv.DictReader(stream), results)}
    except (OSError, ValueError, KeyError, csv.Error) as error:
        raise Unreadable(f"{results}: expected a folder that `batch` has written, with {GRADES} in it") from error
    if not found:
        raise Unreadable(f"{path}: nobody has a mark yet")
    return found


def _marks(rows: "csv.DictReader[str]", results: Path) -> Iterator[Mark]:
    for row in rows:
        if row["final"] and row["max_score"]:
            score, most, final = (float(row[name]) for name in ("score", "max_score", "final"))
            if not (math.isfinite(final) and most > 0):
                raise ValueError(row["id"])
            yield Mark(
                row["id"], row["name"], score, most, final, row["late"], results / row["id"], row["status"],
                float(row.get("adjustment") or 0),
            )  # fmt: skip
