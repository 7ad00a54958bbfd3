"""The chosen entries → their bytes, within bounds: no source, and not all of them, may be larger than people write.

Everything that reads a source later has no other limit: the parser, the screen, the hash, the wire to the worker.
"""

import ast
import codecs
import hashlib
import io
import tokenize
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import PurePosixPath

from grader.errors import NotGradable
from grader.records import MIB

from .entry import FILE_BYTES, Entry, shown

SOURCE_BYTES = 1 * MIB  # all of them
SOURCES = 5_000
NAME = 1_000  # characters of a path
SLOW_ENCODINGS = ("punycode", "idna")


class Sources(dict[str, bytes]):
    """Path from the root of the work → source."""

    def take(self, entries: Iterable[Entry], root: PurePosixPath) -> None:
        """Read these, or say which of them cannot be taken."""
        for entry in entries:
            path = entry.path.relative_to(root).as_posix()
            _refuse_name(path)
            if path in self:
                raise NotGradable(f"{path} is in the archive twice")
            self[path] = _contents(entry)
            _refuse_slow(path, self[path])
            if len(self) > SOURCES:
                raise NotGradable(f"there are more than {SOURCES} files to grade")
            if sum(map(len, self.values())) > SOURCE_BYTES:
                raise NotGradable(f"the Python files have more than {SOURCE_BYTES // MIB} MiB in all")


def _refuse_name(path: str) -> None:
    """Refuse what no system could unpack or no page show; a name in bytes that are no text is not printable, either."""
    if len(path) > NAME:
        raise NotGradable(f"the path {shown(path)}… has more than {NAME} characters")
    if not path.isprintable():
        raise NotGradable(f"the file name {shown(path)} is not text")


def _contents(entry: Entry) -> bytes:
    """What a source file holds."""
    if not entry.regular:
        raise NotGradable(f"{shown(entry.path)} is a link or a device; hand in the file itself")
    data = entry.start(FILE_BYTES)
    if len(data) > FILE_BYTES:
        raise NotGradable(f"{shown(entry.path)} has more than {FILE_BYTES // 1024} KiB; a source file may not")
    return data


def _refuse_slow(path: str, data: bytes) -> None:
    """Refuse a source whose declared encoding takes the square of its length to read: nobody limits us here."""
    with suppress(SyntaxError, UnicodeError):
        name, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        if codecs.lookup(name).name in SLOW_ENCODINGS:
            raise NotGradable(f"{path} says that it is written in {name}; save it as UTF-8")


def unreadable(files: Mapping[str, bytes]) -> Iterator[str]:
    """A sentence for each file that is no text."""
    for path, data in files.items():
        try:
            encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
            data.decode(encoding)
        except (SyntaxError, UnicodeError, LookupError) as error:
            yield f"{path} is not readable as text: {error}"


def parsed(code: bytes) -> ast.Module | None:
    """The syntax tree, if it is Python."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a `"\\d"` is no fault of the grader's
        try:
            return ast.parse(code)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


def identity(files: Mapping[str, bytes]) -> str:
    """A hash of names and contents, the same for folder and archive."""
    digest = hashlib.sha256()
    for path, data in sorted(files.items()):
        digest.update(f"{path}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()
