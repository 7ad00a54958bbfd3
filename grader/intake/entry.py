"""One thing that was handed in, whatever it was packed in: where it lies, whether it is a plain file, how to read it.

    folder · zip · tar.gz  →  **entries**  →  listing  →  root  →  sources

A path is relative to what was handed in. What would lie outside of it is refused, for no honest tool packs that.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from grader.errors import NotGradable
from grader.records import MIB

FILE_BYTES = MIB // 4  # a source; an honest one has a tenth, and Python parses some text in the square of its length
CHUNK = 1 << 16  # bytes of one reading: what comes out of an archive is never asked for at once
ENVIRONMENT = "pyvenv.cfg"  # lies at the top of every virtual environment
WASTE = ("__pycache__", "__MACOSX", "site-packages", "node_modules")  # what tools leave behind; hidden names, too


@dataclass(frozen=True, slots=True)
class Entry:
    """A file, or what stands in the place of one."""

    path: PurePosixPath
    regular: bool  # a plain file, no link and no device
    open: Callable[[], IO[bytes] | None]
    place: Path | None = None  # where it lies on a disk, if it is no part of an archive

    def start(self, most: int) -> bytes:
        """The contents, cut one byte behind what they may have: enough to see that they are too long."""
        stream = self.open()
        if stream is None:
            raise ValueError(f"{shown(self.path)} has no contents")
        data = bytearray()
        with stream:
            while len(data) <= most and (more := stream.read(min(CHUNK, most + 1 - len(data)))):
                data += more
        return bytes(data)


def inside(text: str) -> PurePosixPath:
    """A path inside the submission, or a refusal."""
    path = PurePosixPath(text.replace("\\", "/"))
    drive = bool(path.parts) and path.parts[0].endswith(":")
    if path.is_absolute() or drive or ".." in path.parts:
        raise NotGradable(f"the path {shown(text)} does not lie inside the submission")
    return path


def waste(name: str) -> bool:
    """Whether a folder or file of this name is none of the student's work."""
    return name in WASTE or name.startswith(".")


def shown(name: object) -> str:
    """A name as it may be shown: ASCII, short."""
    return ascii(str(name))[:120]


def named(names: list[str], most: int = 5) -> str:
    """The first few names, and how many more there are."""
    more = [f"and {len(names) - most} more"] if len(names) > most else []
    return ", ".join(
        [*(name if name.isascii() and name.isprintable() else shown(name) for name in names[:most]), *more]
    )
