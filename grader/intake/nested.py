"""Archives among the entries: the one that holds the work, where no package lies open beside them.

A report, a figure or a data set beside the archive costs nothing: it is opened all the same, and a note names them.
Of several that hold the work, one as it was handed out counts for nothing, and of `hw.zip` and `hw-2.zip` the later
one is meant; else the student decides. An archive in an archive is held in memory, so levels, sizes and number are
bounded.
"""

import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import IO

from grader.errors import NotGradable
from grader.records import MIB, Layout, Submission

from .archives import opened, suffix
from .books import untouched
from .entry import Entry, named, shown
from .listing import Listing
from .root import DEEPEST
from .tars import Work

LEVELS = 3  # of archives in what was handed in
OPENED = 8  # archives of one submission, on all levels
INNER_BYTES = 64 * MIB  # of the first that is held in memory; one in that may have a half, and so on
COPY = re.compile(r"(.*?)[\s_-]*(?:v|\()?(\d{1,3})\)?", re.IGNORECASE)  # hw-2, hw (1), hw_v3


@dataclass(slots=True)
class Nest:
    """How deep in archives this is, and what all of them together may still cost."""

    level: int = 0
    work: Work = field(default_factory=Work)
    opened: Iterator[int] = field(default_factory=lambda: iter(range(OPENED)))

    def deeper(self) -> "Nest":
        """Inside of one more."""
        return Nest(self.level + 1, self.work, self.opened)

    @contextmanager
    def entries(self, archive: Entry) -> Iterator[Iterator[Entry]]:
        """What an archive at this level holds."""
        if self.level >= LEVELS or next(self.opened, None) is None:
            raise NotGradable(f"{shown(archive.path)} is one archive too many; hand the work in by itself")
        with self._stream(archive) as stream, opened(archive.path.name, stream, self.work) as entries:
            yield entries

    def _stream(self, archive: Entry) -> IO[bytes]:
        """Its bytes: the file itself where it lies on a disk, else all that is in it, in memory."""
        if archive.place:
            return archive.place.open("rb")
        most = INNER_BYTES >> self.level
        data = archive.start(most)
        if len(data) > most:
            raise NotGradable(f"{shown(archive.path)} has more than {most // MIB} MiB; hand it in by itself")
        return io.BytesIO(data)


def instead(found: Listing, layout: Layout, read: Callable[[Entry], Submission], *, sure: bool) -> Submission | None:
    """What the one archive holds, with a note that names what was left aside; None if none holds the work.

    `sure`: the work lies in an archive or nowhere; else only one counts in which something was written.
    """
    near = sorted(found.archives, key=lambda entry: (len(entry.path.parts), entry.path))
    near = [entry for entry in near if len(entry.path.parts) <= DEEPEST + 1]
    able: dict[PurePosixPath, Submission] = {}
    refusals: list[tuple[PurePosixPath, str]] = []
    for entry in near:
        try:
            able[entry.path] = read(entry)
        except (NotGradable, OSError) as refusal:
            refusals.append((entry.path, str(refusal)))
    touched = {path: one for path, one in able.items() if not untouched(one.files, layout)}
    able = touched if touched or not sure else able
    if able:
        return _chosen(able, found, layout, sure=sure)
    if refusals and sure and not (found.books or any(entry.path.suffix for entry in found.sources)):
        raise NotGradable(_none(refusals, found, layout))
    return None


def _chosen(able: dict[PurePosixPath, Submission], found: Listing, layout: Layout, *, sure: bool) -> Submission | None:
    """The one that is meant, or a refusal that names them all."""
    path = next(iter(able))
    if len({one.sha256 for one in able.values()}) > 1:
        latest_one = latest([path.as_posix() for path in able])
        if latest_one is None:
            if not sure:
                return None
            names = named([path.as_posix() for path in able], most=10)
            raise NotGradable(f"several archives hold a package {layout.package}/, hand in one of them: {names}")
        path = PurePosixPath(latest_one)
    beside = sorted(entry.path.as_posix() for entry in (*found.archives, *found.books, *found.sources))
    note = aside(path.as_posix(), [*(name for name in beside if name != path.as_posix()), *found.names])
    return replace(able[path], notes=(*note, *able[path].notes))


def _none(refusals: Sequence[tuple[PurePosixPath, str]], found: Listing, layout: Layout) -> str:
    """The sentence for archives of which none holds the work."""
    path, reason = refusals[0]
    if len(refusals) == 1:
        return reason if not found.others else f"in {shown(path)}: {reason}"
    names = named([path.as_posix() for path, _ in refusals])
    return f"none of {names} holds a package {layout.package}/ that can be read; in {shown(path)}: {reason}"


def aside(graded: str, others: list[str]) -> tuple[str, ...]:
    """A note for the student that says what was left aside, if anything was."""
    return (f"graded is {named([graded])}; left aside: {named(others)}",) if others else ()


def latest(names: Sequence[str]) -> str | None:
    """Of names that differ in a number at their end alone, the one with the highest; None if they differ otherwise."""
    numbered: dict[int, str] = {}
    stems = set()
    for name in names:
        stem, number = copy_number(name)
        stems.add(stem)
        numbered[number] = name
    return numbered[max(numbered)] if len(stems) == 1 and len(numbered) == len(names) else None


def copy_number(name: str) -> tuple[str, int]:
    """`hw-2.zip` → `hw`, 2; a name without a number has 0."""
    ending = suffix(name) or Path(name).suffix
    stem = name[: len(name) - len(ending)].casefold()
    match = COPY.fullmatch(stem)
    return (match[1], int(match[2])) if match and match[1] else (stem, 0)
