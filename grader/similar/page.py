"""Pairs on pages: a list with the likest first, and for each pair both sources, their shared lines in colours.

DIR/index.html   DIR/001.html, 002.html, …   DIR/similar.json
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from grader.files import put
from grader.report.render import page
from grader.similar.fingerprints import Work, spans
from grader.similar.ranking import Pair

FILE = "similar.json"


class Line(NamedTuple):
    """One line of a source."""

    number: int
    text: str
    shared: bool


class Listed(msgspec.Struct, frozen=True):
    """One pair in `similar.json`."""

    one: str
    other: str
    likeness: float
    page: str


def write(pairs: Sequence[Pair], out: Path, notices: Sequence[str], count: int) -> None:
    """Write the pages and the list; those of an earlier run that nothing stands in for any more go away."""
    listed = [
        Listed(pair.one.id, pair.other.id, round(pair.likeness, 4), f"{number:03d}.html")
        for number, pair in enumerate(pairs, 1)
    ]
    if not (out / FILE).exists():
        put(out / FILE, "[]")  # the folder is ours, also where this run is killed
    for path in out.glob("[0-9][0-9][0-9].html"):
        if path.name not in {each.page for each in listed}:
            path.unlink()
    for each, pair in zip(listed, pairs, strict=True):
        sides = (side(pair.one, pair.shared), side(pair.other, pair.shared))
        put(out / each.page, page("pair.html.j2", pair=each, sides=sides))
    put(out / "index.html", page("similar.html.j2", pairs=listed, notices=notices, count_of=count))
    put(out / FILE, msgspec.json.format(msgspec.json.encode(listed), indent=1).decode())


def side(work: Work, shared: Sequence[int]) -> tuple[str, list[tuple[str, list[Line]]]]:
    """A work's id, and its files that hold something shared, with their lines."""
    found = spans(work, shared)
    files = []
    for path, ranges in found.items():
        inside = {line for first, last in ranges for line in range(first, last + 1)}
        lines = work.texts[path].splitlines()
        files.append((path, [Line(n, text, n in inside) for n, text in enumerate(lines, 1)]))
    return work.id, files
