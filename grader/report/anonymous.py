"""The pages of a class in which nobody is named, for a second reader or a lecture: `RESULTS/anonymous/`.

    RESULTS + RESULTS/pseudonyms.json (id → pseudonym, drawn once and kept)  →  RESULTS/anonymous/**.html

In that folder there are pages alone. Who is who stands in `pseudonyms.json`, which is the instructor's.
"""

import secrets
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from grader.errors import Unreadable
from grader.files import put
from grader.report import alike, handed_in, read_back, roll, site
from grader.report.alike import Alike
from grader.report.mask import Mask
from grader.report.member import Member
from grader.report.read_back import BrokenRecordError, Record
from grader.report.roll import Class, Problem
from grader.report.shown import REPEATING

FOLDER, NAMES = "anonymous", "pseudonyms.json"
OURS = ".pages"  # in the folder, which is made anew each time
DIGITS = 4
EARLIER = "Pairs with an earlier class, and of work that was handed in anew since, are left out."
Names = dict[str, str]


def write(results: Path) -> Path:
    """Make the folder anew; where it goes."""
    folder = vacant(results)
    found = roll.read(results)
    names = pseudonyms(results, [*found.rows, *(member.team for member in found.roster.values() if member.team)])
    mask = Mask(known(results, found), [code.decode("utf-8", "replace") for code in site.handed_out().texts()])
    shutil.rmtree(folder, ignore_errors=True)
    put(folder / OURS, "")
    hidden = nameless(found, names, mask)
    real = {name: id for id, name in names.items()}
    for name, beside in site.neighbours(hidden.records).items():
        id = real[name]
        try:
            one = read_back.read(results / id / "scores.json")
        except BrokenRecordError:
            continue  # it was there when the class was read
        blank = masked(one, names[id], mask, id)
        files = handed_in.read(results / id, one.submission.sha256) or {}
        sources = handed_in.shown(blackened(files, mask, id), blank, site.handed_out())
        text = site.student_page(name, blank, hidden.roster.get(name, Member()), beside, sources, anonymous=True)
        (folder / name).mkdir()
        site.lay(folder / name / "index.html", text)
    pairs = _pairs(results, folder, found, names, mask)
    site.lay(folder / "index.html", site.class_page(hidden, (), alike.likest(pairs), anonymous=True))
    return folder


def vacant(results: Path) -> Path:
    """The folder, which is ours or not there; a sentence where somebody's results are."""
    folder = results / FOLDER
    if folder.exists() and not (folder / OURS).exists():
        raise Unreadable(f"{folder}: expected nothing there, or the pages of an earlier --anonymous; move it away")
    return folder


def pseudonyms(results: Path, keys: Iterable[str]) -> Names:
    """A name for each that says nothing, not even the order; those that were drawn before stay."""
    path = results / NAMES
    try:
        names = msgspec.json.decode(path.read_bytes(), type=Names) if path.exists() else {}
    except (OSError, ValueError, RecursionError) as error:
        raise Unreadable(f"{path}: {error}; it says who is who, bring it back or remove it") from error
    wanted = [key for key in dict.fromkeys(keys) if key not in names]
    taken = set(names.values())
    size = max(10**DIGITS, 10 * (len(wanted) + len(taken)))
    while wanted:
        name = f"S-{secrets.randbelow(size):0{DIGITS}}"
        if name not in taken:
            names[wanted.pop()] = name
            taken.add(name)
    put(path, msgspec.json.format(msgspec.json.encode(dict(sorted(names.items()))), indent=1).decode())
    return names


def known(results: Path, found: Class) -> dict[str, list[str]]:
    """By id all that the results know of a person: of a team that of all its members."""
    try:
        rows = msgspec.json.decode((results / roll.ROSTER).read_bytes(), type=dict[str, dict[str, Any]])
    except (OSError, ValueError, RecursionError):
        rows = {}
    own = {id: [id, *_told(rows.get(id, {}))] for id in found.rows}
    teams: dict[str, list[str]] = {}
    for id, member in found.roster.items():
        if member.team:
            teams.setdefault(member.team, [member.team, member.by]).extend(own.get(id, ()))
    return {id: teams.get(found.roster[id].team, own[id]) if id in found.roster else own[id] for id in own}


def _told(row: Mapping[str, Any]) -> list[str]:
    """What names somebody in a row of the roster: the local part of an address by itself, too."""
    fields = ("name", "email", "canvas_id", "sis_user_id", "sis_login_id")
    told = [value for field in fields if isinstance(value := row.get(field), str) and value]
    return [*told, *(value.partition("@")[0] for value in told if "@" in value)]


def nameless(found: Class, names: Names, mask: Mask) -> Class:
    """The class under its pseudonyms, in their order."""
    order = sorted(found.records, key=lambda id: names[id])
    return Class(
        {names[id]: masked(found.records[id], names[id], mask, id) for id in order},
        {names[id]: _member(member, names) for id, member in sorted(found.roster.items(), key=lambda i: names[i[0]])},
        [
            Problem(each.kind, names.get(each.id, ""), mask.text(each.what, each.id).replace(each.id, "…"), each.page)
            for each in found.problems
            if each.id
        ],
    )


def _member(member: Member, names: Names) -> Member:
    """The lateness, the mark, and which of them hand in together."""
    by = names.get(member.by, "")
    return Member(
        late=member.late, final=member.final, team=names.get(member.team, ""), hand_in={"by": by} if by else {}
    )


def masked(one: Record, name: str, mask: Mask, id: str) -> Record:
    """The record with nothing in it that names somebody."""

    def text(words: str) -> str:
        return mask.text(words, id)

    rule = one.policy
    notices = {
        kind: tuple(
            replace(each, file=text(each.file), message=text(each.message), why=text(each.why), by="")
            for each in getattr(rule, kind)
        )
        for kind in ("violations", "remarks", "waived")
    }
    excerpts = tuple(replace(e, file=text(e.file), lines=tuple(map(text, e.lines))) for e in rule.excerpts)

    def hint(words: str) -> str:
        return text(words) if words.startswith(REPEATING) else words  # others are ours

    return replace(
        one,
        submission=replace(one.submission, id=name),
        notes=tuple(map(text, one.notes)),
        exercises=tuple(
            replace(each, tests=tuple(replace(t, message=text(t.message), hint=hint(t.hint)) for t in each.tests))
            for each in one.exercises
        ),
        policy=replace(rule, excerpts=excerpts, **notices),
        gaps=tuple(
            replace(gap, file=text(gap.file), message=text(gap.message), shown=text(gap.shown)) for gap in one.gaps
        ),
        adjustments=tuple(replace(each, comment=text(each.comment), by="") for each in one.adjustments),
        isolation={},
    )


def blackened(files: Mapping[str, str], mask: Mask, id: str) -> dict[str, str]:
    """Sources without names; what is as it was handed out stays so."""
    given = site.handed_out()
    return {
        mask.text(path, id): text if given.untouched(path, text.encode()) else mask.source(text, id)
        for path, text in files.items()
    }


def _pairs(results: Path, folder: Path, found: Class, names: Names, mask: Mask) -> list[Alike]:
    """The pages of pairs, where both works are known here as they were compared; what they are now."""
    teams = {member.team: id for id, member in reversed(found.roster.items()) if member.team}
    made: list[Alike] = []
    for pair in alike.read(results):
        ids = [id if id in found.records else teams.get(id, "") for id in (pair.one, pair.other)]
        kept = [handed_in.read(results / id, side.sha256) for id, side in zip(ids, pair.sides, strict=True) if id]
        if len(kept) < len(ids) or None in kept:
            continue
        texts = [blackened(files or {}, mask, id) for files, id in zip(kept, ids, strict=True)]
        sides = [
            replace(side, spans={mask.text(path, id): spans for path, spans in side.spans.items()})
            for side, id in zip(pair.sides, ids, strict=True)
        ]
        blank = Alike(names[ids[0]], names[ids[1]], pair.likeness, f"{len(made) + 1:03d}.html", (sides[0], sides[1]))
        put(folder / alike.SIMILAR / blank.page, alike.pair_page(blank, (texts[0], texts[1])))
        made.append(blank)
    if made:
        put(folder / alike.SIMILAR / "index.html", alike.list_page(made, [EARLIER], found.size))
    return made
