"""Pairs of submissions that share more than the task explains, as `similar` lists them, on the pages of a class.

RESULTS/similar/similar.json  →  Alike  →  the likest on the page of the class · a page with both sources
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from grader.report.handed_in import LINE_END
from grader.report.render import page

SIMILAR = "similar"  # the folder that `python -m grader similar` is told to write to, where the class shall show it
FILE = "similar.json"
LIKEST, NOTABLE = 5, 0.25  # pairs, each at least so like: hands that did not copy come to half of it
Spans = dict[str, list[tuple[int, int]]]  # by file, lines from the first to the last


class Side(msgspec.Struct, frozen=True):
    """One of two: the hash of its sources, and the lines that both have and few others."""

    sha256: str = ""
    spans: Spans = {}


class Alike(msgspec.Struct, frozen=True):
    """Two submissions, and the page that shows them."""

    one: str
    other: str
    likeness: float
    page: str
    sides: tuple[Side, Side] = (Side(), Side())


class Line(NamedTuple):
    """One line of a source."""

    number: int
    text: str
    shared: bool


def read(results: Path) -> list[Alike]:
    """Every pair in `RESULTS/similar/`; none, where nobody compared or it cannot be read."""
    try:
        return msgspec.json.decode((results / SIMILAR / FILE).read_bytes(), type=list[Alike])
    except (OSError, ValueError, RecursionError):
        return []


def likest(pairs: Sequence[Alike]) -> list[Alike]:
    """The first pairs that stand out."""
    return [pair for pair in pairs if pair.likeness >= NOTABLE][:LIKEST]


def list_page(pairs: Sequence[Alike], notices: Sequence[str], count: int) -> str:
    """The page of all pairs, of so many works."""
    return page("similar.html.j2", pairs=pairs, notices=notices, count_of=count)


def pair_page(pair: Alike, texts: tuple[Mapping[str, str], Mapping[str, str]]) -> str:
    """Both sources side by side: the files that hold something shared, with their lines."""
    names = (pair.one, pair.other)
    sides = [(name, _files(side.spans, own)) for name, side, own in zip(names, pair.sides, texts, strict=True)]
    return page("pair.html.j2", pair=pair, sides=sides)


def _files(spans: Spans, texts: Mapping[str, str]) -> list[tuple[str, list[Line]]]:
    files = []
    for path, ranges in spans.items():
        inside = {line for first, last in ranges for line in range(first, last + 1)}
        lines = LINE_END.split(texts.get(path, "").removesuffix("\n"))
        files.append((path, [Line(number, text, number in inside) for number, text in enumerate(lines, 1)]))
    return files
