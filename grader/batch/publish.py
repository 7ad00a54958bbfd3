"""What people read of a class, made again from the JSON files: nothing is graded here.

RESULTS/*/scores.json + RESULTS/roster.json  →  changes.csv · feedback.html · grades.csv and its kin · the pages

Every result is read once, for all of these; a student's pages read it again where they have to be made anew.

final = (score + points by hand, from 0 to the most) · what lateness leaves
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from grader.batch import late
from grader.batch.roster import Person, teams
from grader.batch.teams import HandIn
from grader.errors import Unreadable
from grader.files import put
from grader.report import changes, gradebook, roll, site
from grader.report.roll import Class
from grader.scoring.rubric import Rubric
from grader.scoring.scorecard import PRECISION

ROSTER = "roster.json"


class Known(Person, frozen=True, omit_defaults=True):
    """A row of `roster.json`: the person, how late in words, and the mark that counts in the end."""

    due: datetime | None = None
    extension: float = 0.0  # minutes by hand, beside the roster's
    hand_in: HandIn = HandIn()
    handed_in_at: datetime | None = None  # what counts for this person
    late: str = ""
    final: float = 0.0


@dataclass(frozen=True, slots=True)
class News:
    """What a command was given of the class; what is None stays as it was the last time."""

    people: dict[str, Person] | None = None
    due: datetime | None = None
    hand_ins: Mapping[str, HandIn] | None = None  # of members of teams
    extensions: Mapping[str, float] = field(default_factory=dict)  # minutes
    decided: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # what else was, in words


def publish(results: Path, rubric: Rubric, news: News = News(), *, compared: bool = True) -> list[str]:
    """Write everything that is made from the results; while a batch works on them, without what changed.

    A sentence for each result that cannot be read: of it nothing is told, and everybody else is.
    """
    found = roll.scored(results)
    register(results, rubric, news, found)
    roll.enrolled(results, found)
    if not compared:
        site.write(results, found=found)
        return gradebook.write(results, found)
    now = changes.standing(results, news.decided, found)
    listed = changes.since(results, now)
    changes.write(results, listed)
    site.write(results, listed, found)
    broken = gradebook.write(results, found)
    changes.report(results, now)
    return broken


def register(results: Path, rubric: Rubric, news: News, found: Class | None = None) -> None:
    """Bring `roster.json` up to date with scores and rule; a date that was given once stays until another is."""
    try:
        former = known(results)
    except Unreadable:
        if news.people is None:
            raise
        former = {}
    everybody: dict[str, Person] = dict(former if news.people is None else news.people)
    date = news.due or next((row.due for row in former.values() if row.due), None)
    if news.hand_ins is None:
        hand_ins: Mapping[str, HandIn] = {id: row.hand_in for id, row in former.items()}
    else:
        hand_ins = news.hand_ins
    marks = {id: one.mark for id, one in (found or roll.scored(results)).records.items()} if everybody else {}
    members, rows = teams(everybody), {}
    for id, person in sorted(everybody.items()):
        hand_in, extension = hand_ins.get(id, HandIn()), news.extensions.get(id, 0.0)
        time = submitted(person, hand_in, everybody, members)
        lateness = late.lateness(rubric.late, date, time, person.extra_minutes + extension)
        plain = {name: getattr(person, name) for name in Person.__struct_fields__}
        more = f", with an extension of {late.spoken(timedelta(minutes=extension))}" if extension else ""
        told = lateness.words + more if lateness.words else ""
        words = told if (results / id).exists() else "nothing handed in"
        final = round(marks.get(id, 0.0) * lateness.share, PRECISION)
        row = Known(
            **plain, due=date, extension=extension, hand_in=hand_in, handed_in_at=time, late=words, final=final
        )  # fmt: skip
        rows[id] = msgspec.to_builtins(row) | {"name": row.name, "email": row.email, "late": words, "final": row.final}
    if rows or news.people is not None:
        put(results / ROSTER, msgspec.json.format(msgspec.json.encode(rows), indent=1).decode())


def submitted(
    person: Person, hand_in: HandIn, people: Mapping[str, Person], members: Mapping[str, Sequence[str]]
) -> datetime | None:
    """When what counts for a person was handed in: the own line says it, unless a later hand-in of the team counts."""
    if person.submitted_at and not hand_in.instead:
        return person.submitted_at
    whose = people.get(hand_in.by)
    if whose and whose.submitted_at:
        return whose.submitted_at
    team = [people[id] for id in members.get(person.team, ())] if hand_in.by else []
    times = [each.submitted_at for each in team if each.submitted_at]
    return max(times, key=late.zoned, default=person.submitted_at)


def known(results: Path) -> dict[str, Known]:
    """The roster that stands in RESULTS, if there is one."""
    path = results / ROSTER
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, Known]) if path.exists() else {}
    except (OSError, ValueError, RecursionError) as error:
        raise Unreadable(f"{path}: {error}; give the roster again with --roster") from error
