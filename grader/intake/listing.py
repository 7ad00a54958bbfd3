"""Entries → the few that can matter: Python files, notebooks, archives, and links that stand where a folder could.

Of 60,000 files in a packed virtual environment and of a data set as large as it likes, nothing is kept but a count.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from grader.records import Layout

from .archives import suffix
from .entry import ENVIRONMENT, Entry, waste

BOOK = ".ipynb"
NAMED = 100  # files of no interest whose names are kept


@dataclass(frozen=True, slots=True)
class Listing:
    """What was handed in, as far as anybody asks."""

    sources: tuple[Entry, ...]  # .py, links of that name, and links that could be folders
    books: tuple[Entry, ...]  # notebooks
    archives: tuple[Entry, ...]
    others: int  # how many files of no interest
    names: tuple[str, ...] = ()  # of the first of these


def listed(entries: Iterable[Entry], layout: Layout) -> Listing:
    """Sort the entries; hidden files, what tools leave behind and virtual environments are left out."""
    kept: list[Entry] = []
    homes: set[PurePosixPath] = set()
    others = 0
    names: list[str] = []
    for entry in entries:
        if any(map(waste, entry.path.parts)):
            continue
        if entry.path.name == ENVIRONMENT:
            homes.add(entry.path.parent)
        if _kind(entry):
            kept.append(entry)
        else:
            others += 1
            if others <= NAMED:
                names.append(entry.path.as_posix())
    homes -= {PurePosixPath(), *_work(kept, layout.package)}
    kept = [entry for entry in kept if homes.isdisjoint(entry.path.parents)]
    sources, books, archives = (tuple(e for e in kept if _kind(e) == kind) for kind in ("source", "book", "archive"))
    return Listing(sources, books, archives, others, tuple(sorted(names)))


def _kind(entry: Entry) -> str:
    """What an entry may be good for; nothing for most."""
    ending = entry.path.suffix
    if ending == ".py" or (not ending and not entry.regular):
        return "source"
    if not entry.regular:
        return ""
    return "book" if ending.lower() == BOOK else "archive" if suffix(entry.path.name) else ""


def _work(kept: list[Entry], package: str) -> set[PurePosixPath]:
    """Folders that hold the package: with a virtual environment made right there, they still hold the work."""
    paths = [entry.path.parts for entry in kept if entry.regular]
    return {PurePosixPath(*parts[:i]) for parts in paths for i, part in enumerate(parts[:-1]) if part == package}
