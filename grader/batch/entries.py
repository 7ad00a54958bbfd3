"""What lies in the folder of a class: one entry a student, each with an id that is safe as a file name.

    anna/  ben.zip  cleo.tar.gz  dora.ipynb  →  anna, ben, cleo, dora

A folder with nothing in it but one archive or notebook, as Moodle packs them, stands for that file.
Names are whatever students typed: an id keeps letters, digits and a few signs, and gets a hash where that lost
something. Two entries that would share an id (`a/` and `a.zip`) get their full names as ids.
"""

import hashlib
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from grader.errors import Unreadable
from grader.intake import ARCHIVES

SUFFIXES = (*ARCHIVES, ".ipynb")
NO_WORK = (".csv", ".txt", ".md", ".json", ".html", ".log", ".xlsx")  # what instructors keep beside the entries
TAKEN = (".csv", ".json", ".html")  # names of our own in RESULTS
LONGEST = 80  # bytes of an id


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to grade."""

    id: str
    path: Path


@dataclass(frozen=True, slots=True)
class Listing:
    """What lies in a folder, and what to say about it."""

    entries: tuple[Entry, ...]
    notices: tuple[str, ...]


def find(folder: Path, package: str, results: Path | None = None) -> Listing:
    """Every entry of `folder`, by name; hidden files, and the folder of `results` if it lies there, are left aside."""
    try:
        names = sorted(name for name in os.listdir(folder) if not name.startswith(".") and name != "__MACOSX")  # noqa: PTH208
    except OSError as error:
        raise Unreadable(f"{folder}: expected a folder of submissions ({error.strerror})") from error
    if package in names and next((folder / package).glob("*.py"), None):
        raise Unreadable(f"{folder}: expected a folder of submissions, got a single one: `grade` grades it")
    if results:
        place = os.path.realpath(results)  # which also follows a link to itself
        if place == os.path.realpath(folder):
            raise Unreadable(f"{results}: expected a folder for the results, got the folder of the submissions itself")
        names = [name for name in names if os.path.realpath(folder / name) != place]
    left = [name for name in names if name.lower().endswith(NO_WORK) and not (folder / name).is_dir()]
    names = [name for name in names if name not in left]
    stems = {name: safe(_stem(name, folder)) for name in names}
    shared = _shared(stems.values())
    ids = {name: stem if stem.casefold() not in shared else safe(name) for name, stem in stems.items()}
    still = _shared(ids.values())
    ids = {name: id if id.casefold() not in still else _hashed(id, name) for name, id in ids.items()}
    notices = [f"left out, since it is no submission: {_shown(name)}" for name in left]
    notices += [f"{_shown(n)}: its id is {ids[n]}, since {stems[n]} is shared" for n in names if ids[n] != stems[n]]
    return Listing(tuple(Entry(ids[name], _inner(folder / name)) for name in names), tuple(notices))


def safe(name: str) -> str:
    """`name` as a file name that every system takes; where something was lost, with a hash of the name."""
    clean = unicodedata.normalize("NFC", name)
    clean = re.sub(r"[^\w.@+ -]", "_", clean, flags=re.UNICODE).strip(" ")
    clean = re.sub(r"^[.\-+@]+|[. ]+$", "_", clean)
    while len(clean.encode()) > LONGEST:
        clean = clean[:-1]
    lost = clean != unicodedata.normalize("NFC", name) or clean.lower().endswith(TAKEN)
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


def _inner(path: Path) -> Path:
    """The one archive or notebook in a folder that holds nothing else; else the path itself."""
    if path.is_symlink() or not path.is_dir():
        return path
    try:
        inside = [child for child in path.iterdir() if not child.name.startswith(".") and child.name != "__MACOSX"]
    except OSError:
        return path
    if len(inside) == 1 and inside[0].name.lower().endswith(SUFFIXES) and inside[0].is_file():
        return inside[0]
    return path


def _shown(name: str) -> str:
    """A name as a terminal may show it."""
    return name if name.isprintable() else ascii(name)
