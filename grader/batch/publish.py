"""What people read of a class, made again from the JSON files: nothing is graded here.

RESULTS/*/scores.json + RESULTS/roster.json  →  feedback.html · grades.csv and its kin · the pages
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from grader import late
from grader.errors import Unreadable
from grader.report import feedback, gradebook, scores, site
from grader.report.scores import put
from grader.roster import Person
from grader.rubric import Rubric

ROSTER = "roster.json"
MADE: tuple[Callable[[Path], object], ...] = (gradebook.write, site.write)
"""What is made from a folder of results, in this order: whoever makes more of it stands here."""


class Known(Person, frozen=True, omit_defaults=True):
    """A line of `roster.json`: the person, how late in words, and the score that counts in the end."""

    due: datetime | None = None
    late: str = ""
    final: float = 0.0


class Score(msgspec.Struct):
    """The part of `scores.json` that lateness needs."""

    score: float


def publish(
    results: Path, rubric: Rubric, people: dict[str, Person] | None = None, due: datetime | None = None
) -> None:
    """Write everything that is made from the results; without `people`, those of the last time stay."""
    register(results, rubric, people, due)
    for make in MADE:
        make(results)


def register(results: Path, rubric: Rubric, people: dict[str, Person] | None, due: datetime | None) -> None:
    """Bring `roster.json` up to date with scores and rule."""
    former = known(results)
    everybody: dict[str, Any] = dict(former if people is None else people)
    lines = {}
    for id, person in sorted(everybody.items()):
        date = due or (former[id].due if people is None else None)
        lateness = late.lateness(rubric.late, date, person.submitted_at, person.extra_minutes)
        path = results / id / "scores.json"
        raw = msgspec.json.decode(path.read_bytes(), type=Score).score if path.exists() else None
        plain = {name: getattr(person, name) for name in Person.__struct_fields__}
        words = "nothing handed in" if raw is None else lateness.words
        line = Known(**plain, due=date, late=words, final=round((raw or 0.0) * lateness.share, 4))
        lines[id] = msgspec.to_builtins(line) | {
            "name": line.name,
            "email": line.email,
            "late": words,
            "final": line.final,
        }
    if lines or people is not None:
        put(results / ROSTER, msgspec.json.format(msgspec.json.encode(lines), indent=1).decode())


def known(results: Path) -> dict[str, Known]:
    """The roster that stands in RESULTS, if there is one."""
    path = results / ROSTER
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, Known]) if path.exists() else {}
    except msgspec.DecodeError as error:
        raise Unreadable(f"{path}: {error}; give the roster again with --roster") from error


def refresh_feedback(results: Path) -> int:
    """Make every student's page again; how many there are."""
    paths = sorted(results.glob("*/scores.json"))
    for path in paths:
        try:
            feedback.write(scores.read(path), path.parent)
        except (KeyError, TypeError, ValueError) as error:
            raise Unreadable(f"{path}: expected a result of this grader ({type(error).__name__}: {error})") from error
    return len(paths)
