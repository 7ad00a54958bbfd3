"""Several files of one person, as platforms without folders export them: the latest that holds the work counts.

A report beside the archive, a second attempt, what was typed in: none of it costs anything, and a note names them.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from grader.errors import NotGradable
from grader.records import Layout, Submission

from .archives import suffix
from .books import untouched
from .entry import Entry
from .handed_in import gathered, read
from .listing import BOOK
from .nested import aside

MOST = 20  # files that are opened


def read_latest(paths: Sequence[Path], layout: Layout) -> Submission:
    """The first of the files, the latest first, that holds the work; one as it was handed out only if all are."""
    if len(paths) == 1:
        return read(paths[0], layout)
    spare: list[tuple[Path, Submission]] = []
    refusals: list[tuple[Path, str]] = []
    for path in [path for path in paths if path.is_dir() or suffix(path.name) or _book(path)][:MOST]:
        try:
            one = read(path, layout)
        except (NotGradable, OSError) as refusal:
            refusals.append((path, str(refusal)))
            continue
        if not untouched(one.files, layout):
            return _noted(path, one, paths)
        spare.append((path, one))
    if spare:
        return _noted(*spare[0], paths)
    if refusals:
        path, words = refusals[0]
        raise NotGradable(f"in {path.name}: {words}" if path.name not in words else words)
    entries = [Entry(PurePosixPath(path.name), regular=True, open=partial(_open, path)) for path in paths]
    return gathered(paths[0].stem, entries, layout)


def _open(path: Path) -> BinaryIO:
    return path.open("rb")


def _book(path: Path) -> bool:
    return path.name.lower().endswith(BOOK)


def _noted(path: Path, one: Submission, paths: Sequence[Path]) -> Submission:
    """With a note that names the others."""
    note = aside(path.name, [other.name for other in paths if other != path])
    return replace(one, notes=(*note, *one.notes))
