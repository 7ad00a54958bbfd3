"""Pairs on pages: a list with the likest first, and for each pair both sources, their shared lines in colours.

DIR/index.html   DIR/001.html, 002.html, …   DIR/similar.json
"""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from grader.files import put
from grader.report.alike import FILE, Alike, Side, list_page, pair_page
from grader.similar.fingerprints import Work, spans
from grader.similar.ranking import Pair


def write(pairs: Sequence[Pair], out: Path, notices: Sequence[str], count: int) -> None:
    """Write the pages and the list; those of an earlier run that nothing stands in for any more go away."""
    listed = [told(pair, f"{number:03d}.html") for number, pair in enumerate(pairs, 1)]
    if not (out / FILE).exists():
        put(out / FILE, "[]")  # the folder is ours, also where this run is killed
    for path in out.glob("[0-9][0-9][0-9].html"):
        if path.name not in {each.page for each in listed}:
            path.unlink()
    for each, pair in zip(listed, pairs, strict=True):
        put(out / each.page, pair_page(each, (pair.one.texts, pair.other.texts)))
    put(out / "index.html", list_page(listed, notices, count))
    put(out / FILE, msgspec.json.format(msgspec.json.encode(listed), indent=1).decode())


def told(pair: Pair, page: str) -> Alike:
    """A pair as others read it."""
    sides = (side(pair.one, pair.shared), side(pair.other, pair.shared))
    return Alike(pair.one.id, pair.other.id, round(pair.likeness, 4), page, sides)


def side(work: Work, shared: Sequence[int]) -> Side:
    """The lines of a work that hold what is shared."""
    return Side(work.sha256, spans(work, shared))
