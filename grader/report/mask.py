"""Words that give a name away, blackened: in messages, in paths, and in what students wrote.

    who is in the class, by all that is known of them  +  what the task and Python say anyway  →  Mask  →  text → text

A text is looked at word by word, without accents and capitals; Müller is mueller, too. Of everybody the ids, names and
addresses go, and each part of a name with a capital; of the author every part. Words of the task stay: Adam is a class.
"""

import builtins
import io
import keyword
import re
import tokenize
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from grader.settings import attributes

BLACK = "▒▒▒"
WORD = re.compile(r"[^\W\d_]+|\d+")
PIECE = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])")  # AnnaNet is two
APART = re.compile(r"[\W_]{0,3}")  # what may stand between two words of a name
SHORT = 3  # letters of a name's part, at least
NUMBER = re.compile(r"\b\d{6,}\b")
ADDRESS = re.compile(r"[\w.+-]+@(?!self\b)[\w-]{2,}(?:\.[\w-]+)*\.[a-z]{2,6}\b(?!\()")
SIGNED = re.compile(
    r"(?im)^(.*?(?:#|[\"'])\s*(?:authors?|written by|by|students?(?: name| id| number)?|name|matr\w*|e-?mail)\s*[:=]\s*"
    r"|\s*(?:__author__|authors?|written by|matr\w*|e-?mail)\s*[:=]\s*)(?=\S).*$"
)
LAID_OUT = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENCODING}
GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "å": "aa"})
OTHER = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})
Words = tuple[str, ...]


class Found(NamedTuple):
    """A word in a text."""

    text: str
    first: int
    end: int


class Mask:
    """Blackens what gives away anybody of a class; `people`: by id all words for one, of the members of a team all."""

    def __init__(self, people: Mapping[str, Iterable[str]], task: Iterable[str]) -> None:
        lines = [line.strip() for text in task for line in text.splitlines()]
        self._handed_out = frozenset(lines)
        self._known = language() | {found.text for line in lines for found in words(line)}
        self._whole: dict[str, set[Words]] = {}  # by the first word
        self._parts: dict[str, frozenset[str]] = {}
        for id, terms in people.items():
            split = [spelt for term in terms for spelt in spellings(term)]
            for each in split:
                if len("".join(each)) >= SHORT:
                    self._whole.setdefault(each[0], set()).add(each)
            self._parts[id] = frozenset(word for each in split for word in each if len(word) >= SHORT)
        self._everybody = frozenset().union(*self._parts.values())

    def text(self, text: str, id: str) -> str:
        """Something that was said of a submission of theirs, or a path in it."""
        text = unicodedata.normalize("NFC", text)
        text = ADDRESS.sub(BLACK, text)
        spans = list(self._spans(words(text), text, self._parts.get(id, frozenset())))
        for first, end in reversed(spans):
            text = text[:first] + BLACK + text[end:]
        return text

    def source(self, text: str, id: str) -> str:
        """A file of theirs: its head is left out where nobody handed it out, and so is who signs it."""
        lines = text.splitlines(keepends=True)
        for place in range(min(head(text), len(lines))):
            if lines[place].strip() not in self._handed_out and WORD.search(lines[place]):
                lines[place] = BLACK + lines[place][len(lines[place].rstrip("\r\n")) :]
        return self.text(NUMBER.sub(BLACK, SIGNED.sub(rf"\1{BLACK}", "".join(lines))), id)

    def _spans(self, row: list[Found], text: str, own: frozenset[str]) -> Iterator[tuple[int, int]]:
        place = 0
        while place < len(row):
            here = row[place]
            length = self._length(row, place, text)
            if not length and here.text not in self._known:
                alike = {plain(here.text), plain(here.text.lower().translate(GERMAN))}
                length = int(bool(alike & own or (here.text[0].isupper() and alike & self._everybody)))
            if length:
                yield here.first, row[place + length - 1].end
            place += length or 1

    def _length(self, row: list[Found], place: int, text: str) -> int:
        """How many words from here on are a whole name, an id or an address."""
        longest = 0
        for each in self._whole.get(plain(row[place].text), ()):
            here = row[place : place + len(each)]
            near = all(APART.fullmatch(text[one.end : other.first]) for one, other in pairwise(here))
            alike = near and tuple(plain(word.text) for word in here) == each
            if alike and (len(each) > 1 or here[0].text not in self._known):
                longest = max(longest, len(each))
        return longest


def words(text: str) -> list[Found]:
    """The words of a text, names in capitals and small letters taken apart."""
    found = []
    for match in WORD.finditer(text):
        first = match.start()
        for piece in PIECE.split(match[0]):
            found.append(Found(piece, first, first + len(piece)))
            first += len(piece)
    return found


def spellings(term: str) -> set[Words]:
    """The words of a name in their order and, of two, in the other; with accents, without, and in the German way."""
    found = set()
    for text in (term, term.lower().translate(GERMAN)):
        row = tuple(plain(word.text) for word in words(unicodedata.normalize("NFC", text)))
        if row:
            found |= {row, row[::-1] if len(row) == 2 else (*row[-1:], *row[:-1])}
    return found


def plain(word: str) -> str:
    """Without accents and capitals."""
    apart = unicodedata.normalize("NFD", word.lower().translate(OTHER))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def head(source: str) -> int:
    """How many lines stand before the first statement: comments, and the text that a module begins with."""
    last, spoken = 0, False
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.STRING and not spoken:
                spoken = True
            elif token.type not in LAID_OUT:
                break
            last = token.end[0]
    except (tokenize.TokenError, SyntaxError):
        return last
    return last


@cache
def language() -> frozenset[str]:
    """What Python and the library of the assignment say, in pieces."""
    names = {*dir(builtins), *keyword.kwlist, *attributes()}
    return frozenset(found.text for name in names for found in words(name))
