"""Who is graded by what: one hand-in counts for all members of its team, each under an own id.

    entries (ben.zip)  +  roster (anna, ben: team alpha)  →  anna ← ben.zip, ben ← ben.zip

An entry has the id of a member or the name of the team. Of two hand-ins of a team the later one counts, and a line
`submission` of the adjustments goes before all. Equal content is graded once, so that a team costs one grading.
"""

import os
from collections.abc import Iterable, Mapping
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

NOTHING: Mapping[str, Path] = {}


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


def share(entries: Iterable[Entry], people: Mapping[str, Person], instead: Mapping[str, Path] = NOTHING) -> Sharing:
    """One entry a person, and each that is nobody's as it is; members of a team one after the other.

    `instead` is what the adjustments name for an id, which goes before what was handed in.
    """
    handed, groups = {entry.id: entry for entry in entries}, teams(people)
    found: dict[str, Entry] = {}
    hand_ins: dict[str, HandIn] = {}
    notices = []
    for name, members in groups.items():
        own = [handed[id] for id in dict.fromkeys([*members, name]) if id in handed]
        left = [id for id in members if id not in instead]
        if not own:
            notices += [f"the team {name} ({', '.join(members)}) handed in nothing"] if left == members else []
            continue
        last, words = _later(own, people) if len(own) > 1 else (own[0], "")
        notices += [f"the team {name} handed in {len(own)} times, {words}"] if words and left else []
        for id in members:
            counts = _named(instead[id], own) if id in instead else last
            if counts:
                found[id] = Entry(id, counts.path, counts.also)
                hand_ins[id] = HandIn(counts.id, instead=id in handed and id != counts.id)
    teamed = {id for name, members in groups.items() for id in (*members, name)}
    for id, entry in handed.items():
        if id not in teamed:
            found[id] = entry
            if groups and id not in people:
                notices.append(f"{id} is in no line of the roster and the name of no team: it counts for {id} alone")
    found |= {id: Entry(id, path) for id, path in instead.items()}
    order = sorted(found, key=lambda id: (hand_ins.get(id, HandIn(id)).by, id))
    return Sharing(tuple(found[id] for id in order), hand_ins, tuple(notices))


def _named(path: Path, own: Iterable[Entry]) -> Entry | None:
    """The hand-in of the team that lies at a path, if one does."""
    return next((entry for entry in own if os.path.realpath(entry.path) == os.path.realpath(path)), None)


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


def named(lines: Mapping[str, Iterable[Line]], folder: Path) -> dict[str, Path]:
    """What lines `submission` say is graded, by id; `Unreadable` names a path with nothing there."""
    found = {}
    for id, listed in lines.items():
        for line in (line for line in listed if line.what == "submission"):
            found[id] = folder / line.where
            try:
                found[id].lstat()
            except (OSError, ValueError) as error:
                words = f"expected a path beside the adjustments or in {folder}, and nothing is at {line.where}"
                raise Unreadable(f"{line.at}: {id}: {words}") from error
    return found
