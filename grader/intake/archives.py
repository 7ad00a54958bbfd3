"""A `.zip` or a `.tar.gz` → entries, read in memory: nothing is unpacked to disk.

However much lies beside the sources, it costs the reading of its names. What is bounded is what an archive can make
out of little: a zip's list of members here, a tar's stream in `tars`, and the contents by whoever reads them.
"""

import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import IO, cast

from grader.errors import NotGradable
from grader.records import MIB

from .entry import Entry, inside, shown, waste
from .tars import Work, tar

ARCHIVES = (".zip", ".tar.gz", ".tgz")
MEMBERS = 150_000  # that an archive may list
WASTE = 150_000  # and beside them, of what tools leave behind: .git, node_modules, __pycache__
LIST_BYTES = 24 * MIB  # the list at a zip's end: a long path for each of as many members as an honest one has
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
DAMAGED = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, RuntimeError,
)  # fmt: skip


def suffix(name: str) -> str:
    """The suffix that tells an archive, or nothing."""
    return next(filter(name.lower().endswith, ARCHIVES), "")


@contextmanager
def opened(name: str, stream: IO[bytes], work: Work | None = None) -> Iterator[Iterator[Entry]]:
    """The entries of an archive, to be read while it is open; damage found by then is told in a sentence."""
    try:
        if suffix(name) == ".zip":
            with zipfile.ZipFile(cast("IO[bytes]", _Listed(stream))) as archive:
                yield _bounded(_members(archive))
        else:
            with tar(stream, work or Work()) as entries:
                yield _bounded(entries)
    except (NotGradable, PermissionError):
        raise
    except DAMAGED as error:
        raise NotGradable(f"the archive {name} is damaged or of an unknown kind ({error})") from error


def _bounded(entries: Iterator[Entry]) -> Iterator[Entry]:
    count = {False: MEMBERS, True: WASTE}
    for entry in entries:
        kind = any(map(waste, entry.path.parts))
        count[kind] -= 1
        if count[kind] < 0:
            raise NotGradable(f"the archive lists more than {WASTE if kind else MEMBERS} files")
        if not kind:
            yield entry


def _members(archive: zipfile.ZipFile) -> Iterator[Entry]:
    """The members of a zip that are no folders."""
    for member in archive.infolist():
        kind = stat.S_IFMT(member.external_attr >> 16)
        if not member.is_dir():
            yield Entry(inside(member.filename), kind in (0, stat.S_IFREG), partial(_unzipped, archive, member))


def _unzipped(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> IO[bytes]:
    """A member, if its reading is bounded: a few bytes of a rarer packing come out as gigabytes at once."""
    if member.compress_type not in METHODS:
        raise NotGradable(f"{shown(member.filename)} is packed in a rare way; make the .zip with common settings")
    return archive.open(member)


class _Listed:
    """A zip's bytes; its list of members comes in one reading, which is refused where it would be too large."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.seek, self.tell, self.seekable = stream.seek, stream.tell, stream.seekable
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        """So many bytes, or all that are left."""
        data = self._stream.read(LIST_BYTES + 1 if size < 0 else min(size, LIST_BYTES + 1))
        if len(data) > LIST_BYTES:
            raise NotGradable(f"the archive's list of files has more than {LIST_BYTES // MIB} MiB")
        return data
