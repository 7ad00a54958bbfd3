"""What lies in the folder of a class: one entry a student, each with an id that is safe as a file name.

    anna/  ben.zip  cleo.tar.gz  dora.ipynb  →  anna, ben, cleo, dora

What a platform exported is told by `platforms`: there all files of a person are one entry, the latest first.
Names are whatever students typed: an id keeps letters, digits and a few signs, and gets a hash where that lost
something. Two entries that would share an id (`a/` and `a.zip`) get their full names as ids.
"""

import hashlib
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.errors import Unreadable
from grader.intake import ARCHIVES
from grader.platforms import exports
from grader.platforms.handins import Export

SUFFIXES = (*ARCHIVES, ".ipynb")
NO_WORK = (".csv", ".txt", ".md", ".json", ".html", ".log", ".xlsx")  # what instructors keep beside the entries
TAKEN = (".csv", ".json", ".html")  # names of our own in RESULTS
LONGEST = 80  # bytes of an id, without its hash
HASH, HASHED = 9, re.compile(r"-[0-9a-f]{8}$")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to grade."""

    id: str
    path: Path
    also: tuple[Path, ...] = ()  # earlier files of the same person, from the latest on

    @property
    def paths(self) -> tuple[Path, ...]:
        """All of them."""
        return self.path, *self.also


@dataclass(frozen=True, slots=True)
class Listing:
    """What lies in a folder, and what to say about it."""

    entries: tuple[Entry, ...]
    notices: tuple[str, ...]
    export: Export | None = None  # where a platform made the folder; its hand-ins have the ids of the entries

    @property
    def keys(self) -> dict[str, str]:
        """By what the platform knows the entries, or else by their names → their ids."""
        return self.export.keys if self.export else {entry.id: entry.id for entry in self.entries}


def find(folder: Path, package: str, results: Path | None = None) -> Listing:
    """Every entry of `folder`, by name; hidden files, and the folder of `results` if it lies there, are left aside."""
    try:
        names = exports.listed(folder)
    except OSError as error:
        packed = "; unpack it first" if folder.is_file() else ""
        raise Unreadable(f"{folder}: expected a folder of submissions ({error.strerror}{packed})") from error
    if package in names and next((folder / package).glob("*.py"), None):
        raise Unreadable(f"{folder}: expected a folder of submissions, got a single one: `grade` grades it")
    if results:
        place = os.path.realpath(results)  # which also follows a link to itself
        if place == os.path.realpath(folder):
            raise Unreadable(f"{results}: expected a folder for the results, got the folder of the submissions itself")
        names = [name for name in names if os.path.realpath(folder / name) != place]
    if export := exports.recognised(folder, names):
        folder, names = export.folder, [*export.rest]
    left = [name for name in names if name.lower().endswith(NO_WORK) and not (folder / name).is_dir()]
    files: dict[str, tuple[str, ...]] = {name: (name,) for name in names if name not in left}
    stems = {name: safe(_stem(name, folder)) for name in files}
    for one in export.handins if export else ():
        files[one.files[0]], stems[one.files[0]] = one.files, safe(one.id)
    ids = _distinct(stems)
    notices = _recognised(export) if export else []
    notices += [f"left out, since it is no submission: {_shown(name)}" for name in left]
    notices += [f"{_shown(n)}: its id is {ids[n]}, since {stems[n]} is shared" for n in files if ids[n] != stems[n]]
    entries = [Entry(ids[first], *_paths(folder, each)) for first, each in files.items()]
    if export:
        export = replace(export, handins=tuple(replace(one, id=ids[one.files[0]]) for one in export.handins))
    return Listing(tuple(sorted(entries, key=lambda entry: entry.path.name)), tuple(notices), export)


def _distinct(stems: Mapping[str, str]) -> dict[str, str]:
    """Name → id; where two would be one, the full names."""
    shared = _shared(stems.values())
    ids = {name: stem if stem.casefold() not in shared else safe(name) for name, stem in stems.items()}
    still = _shared(ids.values())
    return {name: id if id.casefold() not in still else _hashed(id, name) for name, id in ids.items()}


def _recognised(export: Export) -> list[str]:
    """What the folder was taken for, in a sentence."""
    people = len(export.handins)
    return [f"recognised as {export.what}: {people} {'people' if people > 1 else 'person'}"]


def _paths(folder: Path, names: Sequence[str]) -> tuple[Path, tuple[Path, ...]]:
    """Files that may hold the work before those that hold none, else in their order."""
    able = [name for name in names if name.lower().endswith(SUFFIXES) or (folder / name).is_dir()]
    first, *more = [folder / name for name in (*able, *(name for name in names if name not in able))]
    return first, tuple(more)


def safe(name: str) -> str:
    """`name` as a file name that every system takes; where something was lost, with a hash of the name."""
    name = unicodedata.normalize("NFC", name)  # a file from a Mac and a line of the roster are alike
    clean = re.sub(r"[^\w.@+ -]", "_", name, flags=re.UNICODE).strip(" ")
    clean = re.sub(r"^[.\-+@]+|[. ]+$", "_", clean)
    most = LONGEST + HASH if HASHED.search(clean) else LONGEST  # an id stays as it is
    while len(clean.encode()) > most:
        clean = clean[:-1]
    lost = clean != name or clean.lower().endswith(TAKEN)
    return _hashed(clean, name) if lost or not clean else clean


def _hashed(clean: str, name: str) -> str:
    return f"{clean or '_'}-{hashlib.sha256(os.fsencode(name)).hexdigest()[:8]}"


def _stem(name: str, folder: Path) -> str:
    """The name without the suffix that a file of its kind has."""
    for suffix in SUFFIXES:
        if name.lower().endswith(suffix) and len(name) > len(suffix) and not (folder / name).is_dir():
            return name[: -len(suffix)]
    return name


def _shared(ids: Iterable[str]) -> set[str]:
    """Ids that occur twice, on a disk that takes `Anna` and `anna` for the same."""
    return {id for id, count in Counter(map(str.casefold, ids)).items() if count > 1}


def _shown(name: str) -> str:
    """A name as a terminal may show it."""
    return name if name.isprintable() else ascii(name)
