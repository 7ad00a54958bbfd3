"""A source as a row of signs, one a token, in which whatever a copyist changes first counts for nothing.

Comments, layout, docstrings and annotations are not there; every name of one's own is the same sign. Names that
nobody can choose keep a sign of their own: the language's, the library's after a dot, and those that were handed out.
"""

import ast
import builtins
import io
import keyword
import sys
import tokenize
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from grader.report.handed_in import LINE_END
from grader.settings import attributes

NAME, TEXT = "n", "s"
LAID_OUT = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
}
NOWHERE = (1 << 40, 0)  # behind every line
FIRST = 0x4E00  # where signs begin: letters all, so that none is taken for space


@dataclass(frozen=True, slots=True)
class Row:
    """One file's tokens: a sign each, and the line that each stands on, from 1."""

    signs: str
    lines: tuple[int, ...]
    starts: tuple[int, ...] = (0,)  # where a class or a function begins or has ended: there the order is anybody's


class Signs:
    """A sign for each token that is told apart; `known` are names that were handed out."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = frozenset(known) | set(dir(builtins)) | set(keyword.kwlist)
        self._signs: dict[str, str] = {}

    def row(self, source: str) -> Row:
        """The tokens of a file, as far as it can be read."""
        left_out = iter([*sorted(unspoken(source)), (NOWHERE, NOWHERE)])
        first, end = next(left_out)
        signs: list[str] = []
        lines, starts, before = [], [0], ""
        cuts = iter([*sorted(bounds(source)), NOWHERE[0]])
        cut = next(cuts)
        for token in tokens(source):
            while token.start >= end:
                first, end = next(left_out)
            if token.type not in LAID_OUT and token.start < first:
                if token.start[0] >= cut:
                    starts.append(len(signs))
                while token.start[0] >= cut:
                    cut = next(cuts)
                signs.append(self._sign(self._kind(token, before)))
                lines.append(token.start[0])
                before = token.string
        return Row("".join(signs), tuple(lines), tuple(dict.fromkeys(starts)))

    def _kind(self, token: tokenize.TokenInfo, before: str) -> str:
        if token.type == tokenize.STRING:
            return TEXT
        if token.type != tokenize.NAME or token.string in self._known:
            return token.string
        return token.string if before == "." and token.string in attributes() else NAME

    def _sign(self, kind: str) -> str:
        return self._signs.setdefault(kind, chr(min(FIRST + len(self._signs), sys.maxunicode)))


def tokens(source: str) -> Iterable[tokenize.TokenInfo]:
    """Python's own tokens, up to where the file stops being Python."""
    try:
        yield from tokenize.generate_tokens(io.StringIO(source).readline)
    except (tokenize.TokenError, SyntaxError):
        return


Place = tuple[int, int]


def bounds(source: str) -> set[int]:
    """The lines at which a class or a function begins, and those behind its last one."""
    found: set[int] = set()
    for node in ast.walk(parsed(source)):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            found |= {min([node.lineno, *(each.lineno for each in node.decorator_list)]), (node.end_lineno or 0) + 1}
    return found


@lru_cache(maxsize=8)
def parsed(source: str) -> ast.Module:
    """The tree of a source; an empty one, where it is no Python."""
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])


def unspoken(source: str) -> list[tuple[Place, Place]]:
    """Where docstrings, other bare texts and annotations stand: from the first place to before the second."""
    lines = [letters(line.encode()) for line in LINE_END.split(source)]
    found = []
    for node in ast.walk(parsed(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            found.append(place(node.value, lines))
        elif isinstance(node, ast.arg) and node.annotation:
            found.append(place(node.annotation, lines))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns:
            found.append(place(node.returns, lines))
        elif isinstance(node, ast.AnnAssign):
            found.append(place(node.annotation, lines))
    return found


def letters(line: bytes) -> Sequence[int]:
    """How many letters of a line stand before each of its bytes, and before its end; counted once for the line."""
    if line.isascii():
        return range(len(line) + 1)
    return [0, *accumulate(byte & 0xC0 != 0x80 for byte in line)]  # the other bytes of a letter begin with 10


def place(node: ast.expr, lines: Sequence[Sequence[int]]) -> tuple[Place, Place]:
    """Where a node stands; `ast` counts bytes, `tokenize` letters: `lines` turns one into the other."""

    def at(line: int, offset: int) -> Place:
        known = lines[line - 1] if line <= len(lines) else (0,)
        return line, known[min(offset, len(known) - 1)]

    return at(node.lineno, node.col_offset), at(node.end_lineno or 0, node.end_col_offset or 0)


def names(source: str) -> set[str]:
    """What a handed-out file names for everybody: its classes, functions, attributes and imports."""
    found: set[str] = set()
    for node in ast.walk(parsed(source)):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.alias):
            found.update(node.name.split("."))
    return found
