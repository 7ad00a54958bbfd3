"""The walk of intake: a path → entries → the root of the work → its sources → a `Submission`.

    **intake** → screen → sandbox ⇄ worker → suites → scoring → report

A folder, a `.zip`, a `.tar.gz`, or one of these archives in another; or a notebook, alone or instead of a package.
The same files give the same submission, whatever they came in.
"""

import io
import stat
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath

from grader.errors import NotGradable, Unreadable
from grader.records import Layout, Submission

from . import absent, beside, books, nested
from .archives import opened, suffix
from .entry import Entry, named, shown
from .folders import walk
from .listing import BOOK, Listing, listed
from .nested import Nest
from .root import choose, copies, roots
from .sources import Sources, identity, unreadable


def read(path: Path | str, layout: Layout) -> Submission:
    """The submission at `path`; `NotGradable` says why it is none, `Unreadable` that nothing can be read there."""
    path = Path(path)
    try:
        kind = path.stat().st_mode
        if stat.S_ISDIR(kind):
            return gathered(path.resolve().name, walk(path, layout), layout)
        if stat.S_ISREG(kind):
            return _file(path, layout)
    except FileNotFoundError as error:
        raise Unreadable(f"{path}: no such file or folder") from error
    except OSError as error:  # no permission, or a link to itself
        raise Unreadable(f"{path}: cannot be read ({error.strerror})") from error
    raise Unreadable(f"{path}: expected a folder, a .zip, a .tar.gz or an .ipynb")


def _file(path: Path, layout: Layout) -> Submission:
    """A notebook or an archive, as its name says."""
    with path.open("rb") as stream:
        if path.name.lower().endswith(BOOK):
            whole = Entry(PurePosixPath(path.name), regular=True, open=lambda: path.open("rb"))
            return _from_book(path.stem, whole, layout)
        if ending := suffix(path.name):
            with opened(path.name, stream) as entries:
                return gathered(path.name[: -len(ending)], entries, layout)
    wanted = " and ".join(layout.parts)
    raise NotGradable(f"{path.name}: expected a folder, a .zip or a .tar.gz that holds {wanted}, or an .ipynb")


def gathered(name: str, entries: Iterable[Entry], layout: Layout, nest: Nest | None = None) -> Submission:
    """What the entries hold: a package, an archive with one, or a notebook; `nest`: the archive that they came in."""
    found, nest = listed(entries, layout), nest or Nest()

    def inner(archive: Entry) -> Submission:
        with nest.entries(archive) as more:
            return gathered(name, more, layout, nest.deeper())

    homes = roots(found, layout)
    why: NotGradable | None = None
    try:
        plain = _package(name, found, homes, layout) if homes else _carried(name, found, layout)
    except NotGradable as refusal:
        plain, why = None, refusal
    if plain and homes and not books.untouched(plain.files, layout):
        return plain
    packed = nested.instead(found, layout, inner, sure=not (plain or why)) if found.archives else None
    if one := packed or plain:
        return one
    raise why or NotGradable(absent.package(found, layout))


def _carried(name: str, found: Listing, layout: Layout) -> Submission | None:
    """What a notebook carries, where there is no package."""
    book = books.instead(found, layout)
    return _from_book(name, book, layout) if book else None


def _from_book(name: str, book: Entry, layout: Layout, *why: str) -> Submission:
    """What a notebook's cells carry, held to the same limits as files; `why` it is graded."""
    files, notes = books.carried(book, layout)
    entries = [Entry(PurePosixPath(path), regular=True, open=partial(io.BytesIO, code)) for path, code in files.items()]
    found = listed(entries, layout)
    return _package(name, found, {PurePosixPath()}, layout, [*why, *notes])


def _package(
    name: str, found: Listing, homes: set[PurePosixPath], layout: Layout, notes: Iterable[str] = ()
) -> Submission:
    """The package and the script at the root of the work, and the modules beside that they import."""
    root = choose(homes, found, layout)
    sources = Sources()
    places = [root / part for part in layout.parts]
    sources.take((entry for entry in found.sources if any(map(entry.path.is_relative_to, places))), root)
    beside.take(sources, found, root, layout)
    files = dict(sorted(sources.items()))
    if book := books.filled(found, root, files, layout):
        instead = (
            f"{shown(book.path)}, which is filled in, is graded; {layout.package}/ beside it is as it was handed out"
        )
        return _from_book(name, book, layout, instead)
    said = [*notes, *_notes(files, found, root, layout), *_aside(found, homes, root, layout)]
    return Submission(name, identity(files), files, tuple(said))


def _notes(files: dict[str, bytes], found: Listing, root: PurePosixPath, layout: Layout) -> Iterator[str]:
    """What the student should know of the files that are graded."""
    if layout.script and layout.script not in files:
        yield absent.script(found, root, layout)
    yield from unreadable(files)
    yield from absent.nameless(files, layout)


def _aside(found: Listing, homes: set[PurePosixPath], root: PurePosixPath, layout: Layout) -> Iterator[str]:
    """What could have been graded as well, and was not."""
    graded = f"graded is {layout.package}/ beside" if not root.parts else f"graded is {root / layout.package}/"
    if others := copies(homes, root, found, layout):
        yield f"another {' and '.join(layout.parts)} were left aside, in {named(others)}"
    for book in books.aside(found, root):
        yield f"{shown(book.path)} was left aside: {graded}"
