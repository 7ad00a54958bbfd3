"""Fingerprints of a submission: hashes of short rows of tokens, thinned out so that any long one leaves one.

Source: Schleimer, Wilkerson & Aiken (2003), Winnowing: local algorithms for document fingerprinting. What was handed
out, and what an instructor names as known to all, is taken out beforehand.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from copydetect import utils

from grader.similar.tokens import Row, Signs, names

LENGTH = 12  # tokens of a fingerprint: what two share below that is the language's, not theirs
ODD, SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(32)
POWERS = ODD ** np.arange(LENGTH, dtype=np.uint64)
WINDOW = 4  # whatever is shared over LENGTH + WINDOW - 1 tokens leaves a fingerprint


class Place(NamedTuple):
    """Where a fingerprint begins: the file, and the number of its first token."""

    file: str
    token: int


@dataclass(frozen=True, eq=False)
class Work:
    """One submission, as far as others are held against it."""

    id: str
    texts: Mapping[str, str]  # by path
    rows: Mapping[str, Row]
    places: Mapping[int, list[Place]] = field(default_factory=dict)  # by fingerprint
    sha256: str = ""  # of the submission


class Reader:
    """Makes works of submissions, without what `known` texts hold."""

    def __init__(self, known: Iterable[str]) -> None:
        known = list(known)
        self._signs = Signs(set().union(*map(names, known)))
        rows = (self._signs.row(text).signs for text in known)
        self._known = {mark for row in rows for mark in hashed(row).tolist()}

    def work(self, id: str, texts: Mapping[str, str], sha256: str = "") -> Work:
        """The fingerprints of a submission's sources."""
        rows = {path: self._signs.row(text) for path, text in texts.items()}
        places: dict[int, list[Place]] = {}
        for path, row in rows.items():
            for mark, token in fingerprints(row.signs, row.starts):
                if mark not in self._known:
                    places.setdefault(mark, []).append(Place(path, token))
        return Work(id, texts, rows, places, sha256)


def hashed(signs: str) -> np.ndarray:
    """A number for every LENGTH signs in a row, the same in every run, which Python's own hash is not."""
    if len(signs) < LENGTH:
        return np.empty(0, np.int64)
    codes = np.frombuffer(signs.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    sums = np.lib.stride_tricks.sliding_window_view(codes, LENGTH) @ POWERS  # modulo 2⁶⁴
    marks: np.ndarray = (sums ^ (sums >> SHIFT)) * ODD
    return marks.view(np.int64)


def fingerprints(signs: str, starts: Sequence[int] = (0,)) -> Iterator[tuple[int, int]]:
    """Each fingerprint of a row, and the token at which it begins; none goes over a start."""
    for start, end in pairwise([*starts, len(signs)]):
        hashes = hashed(signs[start:end])
        if len(hashes):
            marks, at = utils.winnow(hashes, min(WINDOW, len(hashes)), remove_duplicates=False)
            yield from zip(marks.tolist(), (at + start).tolist(), strict=True)


def spans(work: Work, shared: Iterable[int]) -> dict[str, list[tuple[int, int]]]:
    """By file, the lines that fingerprints cover: from the first to the last, in order."""
    starts: dict[str, list[int]] = {}
    for mark in shared:
        for place in work.places[mark]:
            starts.setdefault(place.file, []).append(place.token)
    found = {}
    for file, tokens in sorted(starts.items()):
        lines, slices = work.rows[file].lines, utils.get_copied_slices(np.unique(tokens), LENGTH)
        found[file] = [(lines[int(first)], lines[int(end) - 1]) for first, end in slices.T]
    return found
