"""What people read of a class, made again from the JSON files: nothing is graded here.

RESULTS/*/scores.json + RESULTS/roster.json  →  feedback.html · grades.csv and its kin · the pages
"""

from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from grader.batch import late
from grader.batch.roster import Person
from grader.errors import Unreadable
from grader.files import put
from grader.report import feedback, gradebook, read_back, site
from grader.report.read_back import BrokenRecordError
from grader.scoring.rubric import Rubric

ROSTER = "roster.json"


class Known(Person, frozen=True, omit_defaults=True):
    """A row of `roster.json`: the person, how late in words, and the score that counts in the end."""

    due: datetime | None = None
    late: str = ""
    final: float = 0.0


def publish(
    results: Path, rubric: Rubric, people: dict[str, Person] | None = None, due: datetime | None = None
) -> list[str]:
    """Write everything that is made from the results; without `people`, those of the last time stay.

    A sentence for each result that cannot be read: of it nothing is told, and everybody else is.
    """
    register(results, rubric, people, due)
    site.write(results)
    return gradebook.write(results)


def register(results: Path, rubric: Rubric, people: dict[str, Person] | None, due: datetime | None) -> None:
    """Bring `roster.json` up to date with scores and rule; a date that was given once stays until another is."""
    try:
        former = known(results)
    except Unreadable:
        if people is None:
            raise
        former = {}
    everybody: dict[str, Any] = dict(former if people is None else people)
    date = due or next((row.due for row in former.values() if row.due), None)
    rows = {}
    for id, person in sorted(everybody.items()):
        lateness = late.lateness(rubric.late, date, person.submitted_at, person.extra_minutes)
        plain = {name: getattr(person, name) for name in Person.__struct_fields__}
        words = lateness.words if (results / id).exists() else "nothing handed in"
        row = Known(**plain, due=date, late=words, final=round(_raw(results / id) * lateness.share, 4))
        rows[id] = msgspec.to_builtins(row) | {"name": row.name, "email": row.email, "late": words, "final": row.final}
    if rows or people is not None:
        put(results / ROSTER, msgspec.json.format(msgspec.json.encode(rows), indent=1).decode())


def _raw(folder: Path) -> float:
    """The score before lateness; 0 where there is none that can be read."""
    path = folder / "scores.json"
    try:
        return read_back.read(path).score if path.exists() else 0.0
    except BrokenRecordError:
        return 0.0


def known(results: Path) -> dict[str, Known]:
    """The roster that stands in RESULTS, if there is one."""
    path = results / ROSTER
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, Known]) if path.exists() else {}
    except (OSError, ValueError, RecursionError) as error:
        raise Unreadable(f"{path}: {error}; give the roster again with --roster") from error


def refresh_feedback(results: Path) -> int:
    """Make every student's page again; how many there are."""
    count = 0
    for id, one in read_back.every(results):
        if not isinstance(one, BrokenRecordError):
            put(results / id / feedback.FILE, feedback.page_of(one))
            count += 1
    return count
