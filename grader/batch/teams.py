"""Who is graded by what: one hand-in counts for all members of its team, each under an own id.

    entries (ben.zip)  +  roster (anna, ben: team alpha)  →  anna ← ben.zip, ben ← ben.zip

An entry has the id of a member or the name of the team. Of two hand-ins of a team the later one counts, and a line
`submission` of the adjustments goes before all. Equal content is graded once, so that a team costs one grading.
"""

import os
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from grader.batch.adjustments import Line
from grader.batch.entries import Entry
from grader.batch.late import zoned
from grader.batch.roster import Person, teams
from grader.errors import Unreadable


class HandIn(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where what is graded for a member of a team came from."""

    by: str = ""  # the id of the entry; empty for who works alone
    instead: bool = False  # of one that came under the member's own id, and does not count


@dataclass(frozen=True, slots=True)
class Sharing:
    """What is graded under which id, and what to say about it."""

    entries: tuple[Entry, ...]
    hand_ins: dict[str, HandIn]
    notices: tuple[str, ...]


def share(entries: Iterable[Entry], people: Mapping[str, Person], elsewhere: Collection[str] = ()) -> Sharing:
    """One entry a person, and each that is nobody's as it is; members of a team one after the other.

    Of those `elsewhere`, a line of the adjustments says what is graded.
    """
    handed, groups = {entry.id: entry for entry in entries}, teams(people)
    found: dict[str, Entry] = {}
    hand_ins: dict[str, HandIn] = {}
    notices = []
    for name, members in groups.items():
        own = [handed[id] for id in dict.fromkeys([*members, name]) if id in handed]
        if not own:
            if not set(members) & {*elsewhere}:
                notices.append(f"the team {name} ({', '.join(members)}) handed in nothing")
            continue
        last = own[0]
        if len(own) > 1:
            last, words = _later(own, people)
            notices.append(f"the team {name} handed in {len(own)} times, {words}")
        for id in members:
            found[id] = Entry(id, last.path)
            hand_ins[id] = HandIn(last.id, instead=id in handed and id != last.id)
    teamed = {id for name, members in groups.items() for id in (*members, name)}
    for id, entry in handed.items():
        if id not in teamed:
            found[id] = entry
            if groups and id not in people:
                notices.append(f"{id} is in no line of the roster and the name of no team: it counts for {id} alone")
    order = sorted(found, key=lambda id: (hand_ins.get(id, HandIn(id)).by or id, id))
    return Sharing(tuple(found[id] for id in order), hand_ins, tuple(notices))


def _later(own: list[Entry], people: Mapping[str, Person]) -> tuple[Entry, str]:
    """The later one of a team's hand-ins, and all of them in words."""
    told = {entry.id: people[entry.id].submitted_at for entry in own if entry.id in people}
    known = {id: zoned(time) for id, time in told.items() if time}
    by_roster = len(known) == len(own)
    times = known if by_roster else {entry.id: _written(entry.path) for entry in own}
    last = max(own, key=lambda entry: times[entry.id])
    listed = " and ".join(f"{entry.path.name} ({times[entry.id]:%Y-%m-%d %H:%M})" for entry in own)
    source = "by the roster" if by_roster else "by the time of the files, since the roster does not tell"
    return last, f"{listed}: the later one counts {source}, {last.path.name}"


def _written(path: Path) -> datetime:
    """When the newest file of a hand-in was written."""
    latest = 0.0
    with suppress(OSError):
        latest = path.stat().st_mtime
        inside = [os.path.join(at, name) for at, _, names in os.walk(path) for name in names]  # noqa: PTH118
        latest = max((os.lstat(name).st_mtime for name in inside), default=latest)
    return datetime.fromtimestamp(latest, UTC).astimezone()


def named(lines: Mapping[str, Iterable[Line]]) -> set[str]:
    """The ids that a line `submission` speaks of."""
    return {id for id, listed in lines.items() if any(line.what == "submission" for line in listed)}


def replaced(entries: Iterable[Entry], lines: Mapping[str, Iterable[Line]], folder: Path) -> tuple[Entry, ...]:
    """The entries, with another path where a line `submission` names one; `Unreadable` names a path that is none."""
    found = {entry.id: entry for entry in entries}
    for id, listed in lines.items():
        for line in (line for line in listed if line.what == "submission"):
            path = folder / line.where
            try:
                path.lstat()
            except (OSError, ValueError) as error:
                words = f"expected a path beside the adjustments or in {folder}, and nothing is at {line.where}"
                raise Unreadable(f"{line.at}: {id}: {words}") from error
            found[id] = Entry(id, path)
    return tuple(found.values())
