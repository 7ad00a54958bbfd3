"""A `.tar.gz` → entries. It has no list of members: to know them, all of it is unpacked once, and thrown away.

So its bounds are of work. A few MiB may unpack to terabytes, and even the name of a member may be gigabytes long.
Small Python files are kept on the way, for reading one later would mean to unpack everything before it again.
"""

import gzip
import io
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import IO, BinaryIO, cast

from grader.errors import NotGradable
from grader.records import MIB

from .entry import FILE_BYTES, Entry, inside, waste

UNPACKED_BYTES = 4096 * MIB  # a virtual environment with torch in it, and some
MEMBER_BYTES = 16_384  # what it takes to list one member, told in bytes unpacked: an empty one is not free
HEADER_BYTES = MIB  # what tells of one member: names, attributes, holes
NAME_BYTES = 4096  # the longest path that a system opens
KEPT_BYTES = 16 * MIB  # of Python files kept on the way


@dataclass(slots=True)
class Work:
    """How many bytes may still be unpacked, by all the archives of a submission together."""

    left: int = field(default_factory=lambda: UNPACKED_BYTES)

    def spend(self, count: int) -> None:
        """So many more."""
        self.left -= count
        if self.left < 0:
            raise NotGradable(f"the archive unpacks to more than {UNPACKED_BYTES // MIB} MiB")


@contextmanager
def tar(stream: IO[bytes], work: Work) -> Iterator[Iterator[Entry]]:
    """The entries of a packed tar, as far as the work for it may go."""
    with gzip.open(stream) as unpacked:
        meter = _Meter(cast("IO[bytes]", unpacked), work)
        with tarfile.open(fileobj=cast("BinaryIO", meter), mode="r:") as archive:
            yield _members(archive, meter)


def _members(archive: tarfile.TarFile, meter: "_Meter") -> Iterator[Entry]:
    """The members that are no folders; `archive` itself keeps none of them, for there may be millions."""
    left = KEPT_BYTES
    while member := _next(archive, meter):
        if member.isdir():
            continue
        path, opening = inside(member.name), partial(archive.extractfile, member)
        small = path.suffix == ".py" and member.isreg() and member.size <= min(FILE_BYTES, left)
        if small and not any(map(waste, path.parts)):
            left -= member.size
            data = Entry(path, regular=True, open=opening).start(FILE_BYTES)
            yield Entry(path, regular=True, open=partial(io.BytesIO, data))
        else:
            yield Entry(path, member.isreg(), opening)


def _next(archive: tarfile.TarFile, meter: "_Meter") -> tarfile.TarInfo | None:
    """The next member, without what may be attached to it."""
    with meter.listing():
        member = archive.next()
    archive.members = []  # type: ignore[attr-defined]  # the list that `getmembers` answers with
    archive.pax_headers = {}
    if member is not None:
        member.pax_headers = {}
        if len(member.name) > NAME_BYTES:
            raise NotGradable(f"the archive holds a path of more than {NAME_BYTES} characters")
    return member


class _Meter:
    """A stream that ends the reading when the archive asks for more than a submission may."""

    def __init__(self, stream: IO[bytes], work: Work) -> None:
        self._stream, self.tell = stream, stream.tell
        self._work = work
        self._header: int | None = HEADER_BYTES  # the first member is read when the archive is opened

    @contextmanager
    def listing(self) -> Iterator[None]:
        """One member is looked for."""
        self._header = HEADER_BYTES
        self._work.spend(MEMBER_BYTES)
        yield
        self._header = None

    def read(self, size: int = -1) -> bytes:
        """So many bytes."""
        if self._header is not None:
            self._header -= size
            if size < 0 or self._header < 0:
                raise NotGradable(f"the archive tells of a file in more than {HEADER_BYTES // MIB} MiB")
        self._work.spend(size)
        return self._stream.read(size)

    def seek(self, position: int) -> int:
        """Go there, which unpacks everything on the way."""
        here = self.tell()
        if position < here and self._header is not None:
            raise tarfile.ReadError("a file in it ends before it begins")
        self._work.spend(position - here if position >= here else position)
        return self._stream.seek(position)
