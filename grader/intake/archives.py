"""Intake: a path becomes a `Submission`, the bytes of its Python files in memory; nothing is unpacked to disk.

A folder, `.zip` or `.tar.gz` that holds a package `framework/` (at the top or one folder down) and `test.py`;
or a notebook whose cells carry these files, alone or as the only one in a folder or archive without `framework/`.
Only the sources of `framework/` and `test.py` are kept; whatever else lies there has no effect.
Absolute paths, `..`, and links and devices in place of sources are refused; sizes are checked before anything is read.
"""

import codecs
import gzip
import hashlib
import io
import lzma
import os
import stat
import tarfile
import tokenize
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, cast

from grader.errors import NotGradable, Unreadable
from grader.records import MIB, Submission

ENTRIES = 5_000  # of any kind
NAME = 1_000  # characters of a path
FILE_BYTES = (
    MIB // 4
)  # one source file; an honest one has a tenth, and Python parses some text in the square of its length
SOURCE_BYTES = 1 * MIB  # all source files
ARCHIVE_BYTES = 16 * MIB  # an archive as it was handed in
UNPACKED_BYTES = 128 * MIB  # what it says, or turns out, to hold
WASTE = ("__pycache__", "__MACOSX")  # folders that tools leave behind; hidden ones, too
ARCHIVES = (".zip", ".tar.gz", ".tgz")
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
SLOW_ENCODINGS = ("punycode", "idna")
DAMAGED = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, RuntimeError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was handed in: where, how large it says it is, and how to read it."""

    path: str
    size: int
    regular: bool  # a plain file, no link and no device
    open: Callable[[], IO[bytes] | None]


def read(path: Path | str) -> Submission:
    """The submission at `path`; `NotGradable` says why it is none, `Unreadable` that nothing can be read there."""
    path = Path(path)
    try:
        kind = path.stat().st_mode
        if stat.S_ISDIR(kind):
            return _submission(path.resolve().name, _folder(path))
        if stat.S_ISREG(kind) and path.name.lower().endswith(".ipynb"):
            with path.open("rb") as stream:
                return _from_notebook(path.stem, stream.read(ARCHIVE_BYTES + 1))
        if stat.S_ISREG(kind):
            return _archive(path)
    except FileNotFoundError as error:
        raise Unreadable(f"{path}: no such file or folder") from error
    except OSError as error:  # no permission, or a link to itself
        raise Unreadable(f"{path}: cannot be read ({error.strerror})") from error
    raise Unreadable(f"{path}: expected a folder, a .zip, a .tar.gz or an .ipynb")


def _archive(path: Path) -> Submission:
    """A zip or a tar, as its name says."""
    suffix = next(filter(path.name.lower().endswith, ARCHIVES), "")
    if not suffix:
        raise NotGradable(
            f"{path.name}: expected a folder, a .zip or a .tar.gz that holds framework/ and test.py, or an .ipynb"
        )
    if path.stat().st_size > ARCHIVE_BYTES:
        raise NotGradable(f"the archive has more than {ARCHIVE_BYTES // MIB} MiB; only framework/ and test.py count")
    stem = path.name[: -len(suffix)]
    try:
        if suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                return _submission(stem, _zip(archive))
        # Read as a stream through a meter, since even a name in a tar may be gigabytes long.
        with gzip.open(path) as stream, tarfile.open(fileobj=cast("BinaryIO", _Meter(stream)), mode="r|") as tar:
            return _submission(stem, _tar(tar))
    except (NotGradable, PermissionError):
        raise
    except DAMAGED as error:
        raise NotGradable(f"the archive {path.name} is damaged or of an unknown kind ({error})") from error


class _Meter:
    """A stream that ends the reading when more comes out of it than a submission may hold."""

    def __init__(self, stream: gzip.GzipFile) -> None:
        self._stream, self._left = stream, UNPACKED_BYTES

    def read(self, size: int = -1) -> bytes:
        """At most 64 KiB; `NotGradable` when too much came."""
        data = self._stream.read(min(size, 1 << 16) if size >= 0 else 1 << 16)
        self._left -= len(data)
        if self._left < 0:
            raise NotGradable(f"the archive unpacks to more than {UNPACKED_BYTES // MIB} MiB")
        return data


def _folder(root: Path) -> Iterator[Entry]:
    """What lies below `root`, hidden folders and virtual environments left aside; links are named, never followed."""
    for folder, names, files in os.walk(root):
        links = [name for name in names if Path(folder, name).is_symlink()]
        environments = [name for name in names if Path(folder, name, "pyvenv.cfg").exists()]
        names[:] = sorted(name for name in names if not _waste(name) and name not in links + environments)
        for name in sorted(files + links):
            path = Path(folder, name)
            found = path.lstat()
            inside = path.relative_to(root).as_posix()
            yield Entry(inside, found.st_size, stat.S_ISREG(found.st_mode), lambda path=path: path.open("rb"))  # type: ignore[misc]


def _zip(archive: zipfile.ZipFile) -> Iterator[Entry]:
    """The members of a zip that are no folders."""
    for member in archive.infolist():
        kind = stat.S_IFMT(member.external_attr >> 16)
        if not member.is_dir():
            opening = partial(_unzipped, archive, member)
            yield Entry(member.filename, member.file_size, kind in (0, stat.S_IFREG), opening)


def _unzipped(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> IO[bytes]:
    """A member, if its reading is bounded: a few bytes of a rarer packing come out as gigabytes at once."""
    if member.compress_type not in METHODS:
        raise NotGradable(f"{_shown(member.filename)} is packed in a rare way; make the .zip with common settings")
    return archive.open(member)


def _tar(archive: tarfile.TarFile) -> Iterator[Entry]:
    """The members of a tar that are no folders."""
    for member in archive:
        if not member.isdir():
            opening = lambda member=member: archive.extractfile(member)  # noqa: E731
            yield Entry(member.name, member.size, member.isreg(), opening)


def _submission(name: str, entries: Iterator[Entry]) -> Submission:
    """Choose the sources and read them within the limits."""
    sources: dict[PurePosixPath, bytes] = {}
    books: dict[int, list[tuple[PurePosixPath, bytes]]] = {}  # by depth; the first of each with its contents
    announced = 0
    for count, entry in enumerate(entries, 1):
        announced += entry.size
        if count > ENTRIES or announced > UNPACKED_BYTES:
            raise NotGradable(
                f"more than {ENTRIES} files or {UNPACKED_BYTES // MIB} MiB; only framework/ and test.py count"
            )
        path = _inside(entry.path)
        if any(map(_waste, path.parts)) or not _counts(entry, path):
            continue
        if path.suffix.lower() == ".ipynb":
            found = books.setdefault(len(path.parts), [])
            found.append((path, b"" if found else _start(entry, ARCHIVE_BYTES)))
            continue
        if path in sources:
            raise NotGradable(f"{path} is in the archive twice")
        sources[path] = _contents(entry)
        _refuse_slow(path, sources[path])
        if sum(map(len, sources.values())) > SOURCE_BYTES:
            raise NotGradable(f"the Python files have more than {SOURCE_BYTES // MIB} MiB in all")
    if books and not any("framework" in path.parts[:2] for path in sources):
        return _from_notebook(name, _only(books[min(books)]))
    root = _root(set(sources))
    ours = {path.relative_to(root): data for path, data in sources.items() if path.is_relative_to(root)}
    files = {
        path.as_posix(): data for path, data in sorted(ours.items())
        if path.parts[0] == "framework" or path == PurePosixPath("test.py")
    }  # fmt: skip
    return Submission(name, _identity(files), files, tuple(_notes(files)))


def _counts(entry: Entry, path: PurePosixPath) -> bool:
    """Whether it is a source or a notebook; refuses what stands in the place of a source and is none."""
    place = {"framework", "test.py"} & set(path.parts[:2])
    if place and not entry.regular:
        raise NotGradable(f"{_shown(entry.path)} is a link or a device; hand in the file itself")
    if path.suffix.lower() == ".ipynb":
        return entry.regular and len(path.parts) <= 2
    if not place or path.suffix != ".py":
        return False
    if not path.as_posix().isprintable():  # a name in bytes that are no text is not, either
        raise NotGradable(f"the file name {_shown(entry.path)} is not text")
    return True


def _contents(entry: Entry) -> bytes:
    """The contents of a source file, never more than it may have, whatever size was announced."""
    data = _start(entry, FILE_BYTES) if entry.size <= FILE_BYTES else None
    if data is None or len(data) > FILE_BYTES:
        raise NotGradable(f"{_shown(entry.path)} has more than {FILE_BYTES // 1024} KiB; a source file may not")
    return data


def _start(entry: Entry, most: int) -> bytes:
    """The contents, cut one byte behind what they may have: enough to see that they are too long."""
    stream = entry.open()
    if stream is None:
        raise ValueError(f"{_shown(entry.path)} has no contents")
    with stream:
        return stream.read(most + 1)


def _only(books: list[tuple[PurePosixPath, bytes]]) -> bytes:
    """The one notebook of a folder or archive without `framework/`."""
    if len(books) > 1:
        names = ", ".join(_shown(path.as_posix()) for path, _ in books[:3])
        raise NotGradable(f"there is no package framework/, but {len(books)} notebooks; hand in one of them: {names}")
    return books[0][1]


def _from_notebook(name: str, data: bytes) -> Submission:
    """What a notebook's cells carry, held to the same limits as files."""
    from . import notebook  # noqa: PLC0415 - the screen reads archives without nbformat installed

    files, notes = notebook.carried(data, ARCHIVE_BYTES, ENTRIES)
    entries = (Entry(path, len(code), True, partial(io.BytesIO, code)) for path, code in files.items())
    submission = _submission(name, entries)
    return replace(submission, notes=(*notes, *submission.notes))


def _refuse_slow(path: PurePosixPath, data: bytes) -> None:
    """Refuse a source whose declared encoding takes the square of its length to read: nobody limits us here."""
    with suppress(SyntaxError, UnicodeError):
        name, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        if codecs.lookup(name).name in SLOW_ENCODINGS:
            raise NotGradable(f"{path} says that it is written in {name}; save it as UTF-8")


def _inside(text: str) -> PurePosixPath:
    """A path inside the submission, or a refusal."""
    path = PurePosixPath(text.replace("\\", "/"))
    drive = bool(path.parts) and path.parts[0].endswith(":")
    if len(text) > NAME:
        raise NotGradable(f"the path {_shown(text)}… has more than {NAME} characters")
    if path.is_absolute() or drive or ".." in path.parts:
        raise NotGradable(f"the path {_shown(text)} does not lie inside the submission")
    return path


def _root(paths: set[PurePosixPath]) -> PurePosixPath:
    """The folder that holds `framework/`: the top, or the only one below it that does."""
    if any(path.parts[0] == "framework" for path in paths):
        return PurePosixPath()
    roots = sorted({path.parts[0] for path in paths if len(path.parts) > 2 and path.parts[1] == "framework"})
    if len(roots) == 1:
        return PurePosixPath(roots[0])
    if roots:
        raise NotGradable(f"several folders hold a framework/, hand in one of them: {', '.join(roots)}")
    raise NotGradable("there is no package framework/ with Python files in it, at the top or one folder down")


def _notes(files: dict[str, bytes]) -> Iterator[str]:
    """What the student should know: a missing script, files that are no text."""
    if "test.py" not in files:
        yield "test.py is missing"
    for path, data in files.items():
        try:
            encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
            data.decode(encoding)
        except (SyntaxError, UnicodeError, LookupError) as error:
            yield f"{path} is not readable as text: {error}"


def _identity(files: dict[str, bytes]) -> str:
    """A hash of names and contents, the same for folder and archive."""
    digest = hashlib.sha256()
    for path, data in sorted(files.items()):
        digest.update(f"{path}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()


def _waste(name: str) -> bool:
    """Whether a folder or file is none of the student's work."""
    return name in WASTE or name.startswith(".")


def _shown(text: str) -> str:
    """A name as it may be shown: ASCII, short."""
    return ascii(text)[:120]
