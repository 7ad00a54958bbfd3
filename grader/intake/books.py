"""Notebooks among the entries: the one that is graded where there is no package, those left aside where there is."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import PurePosixPath

from grader.errors import NotGradable
from grader.records import MIB, Layout

from .entry import Entry, shown
from .listing import Listing
from .root import DEEPEST

BOOK_BYTES = 16 * MIB
LOOKED_AT = 20  # notebooks of one submission
SIGNS = (b'"assignment"', b"%%writefile", b"%%file")  # one of them is in every notebook that carries files


def instead(found: Listing, layout: Layout) -> Entry | None:
    """The one notebook of a submission without the package: the nearest to the top that carries files, else any."""
    books = sorted(found.books, key=lambda book: (len(book.path.parts), book.path))
    books = [book for book in books if len(book.path.parts) <= DEEPEST + 1][:LOOKED_AT]
    able = [book for book in books if _carries(book)] or (books if not found.sources else [])
    nearest = [book for book in able if len(book.path.parts) == len(able[0].path.parts)]
    if len(nearest) > 1:
        names = ", ".join(shown(book.path) for book in nearest[:3])
        missing = f"there is no package {layout.package}/, but {len(nearest)} notebooks"
        raise NotGradable(f"{missing}; hand in one of them: {names}")
    return nearest[0] if nearest else None


def aside(found: Listing, root: PurePosixPath) -> Iterator[Entry]:
    """Notebooks beside the package that carry files as well."""
    for book in sorted((book for book in found.books if book.path.parent == root), key=lambda book: book.path)[
        :LOOKED_AT
    ]:
        if _carries(book):
            yield book


def filled(found: Listing, root: PurePosixPath, files: Mapping[str, bytes], layout: Layout) -> Entry | None:
    """The one notebook beside a package that is as it was handed out, if something was written in its cells."""
    if not untouched(files, layout):
        return None
    able = []
    for book in aside(found, root):
        with suppress(NotGradable):  # it is left aside, as any other would be
            able += [book] * (not untouched(carried(book, layout)[0], layout))
    return able[0] if len(able) == 1 else None


def untouched(files: Mapping[str, bytes], layout: Layout) -> bool:
    """Whether every file of the package is as it was handed out."""
    inside = {path: code for path, code in files.items() if path.startswith(f"{layout.package}/")}
    return all(layout.handed_out.untouched(path, code) for path, code in inside.items())


def carried(book: Entry, layout: Layout) -> tuple[dict[str, bytes], list[str]]:
    """The files in a notebook's cells, and notes for the student."""
    from . import notebook  # noqa: PLC0415 - the screen reads archives without nbformat installed

    data = book.start(BOOK_BYTES)
    if len(data) > BOOK_BYTES:
        raise NotGradable(f"the notebook has more than {BOOK_BYTES // MIB} MiB; clear its outputs and save it again")
    return notebook.carried(data, layout)


def _carries(book: Entry) -> bool:
    """Whether a notebook seems to carry files."""
    data = book.start(BOOK_BYTES)
    return len(data) <= BOOK_BYTES and any(sign in data for sign in SIGNS)
