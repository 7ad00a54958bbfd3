"""Files that are written whole or not at all: whoever reads sees the former one or the new one."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from grader.errors import Unreadable


def writable(folder: Path) -> Path:
    """The folder, made if need be; `Unreadable` if nothing can be written there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise Unreadable(f"{folder}: expected a folder to write to ({error.strerror})") from error
    return folder


def put(path: Path, text: str) -> Path:
    """Write a file beside `path`, bring it to the disk and rename it: a power cut leaves the old one or the new."""
    return put_bytes(path, f"{text}\n".encode("utf-8", "replace"))


def put_bytes(path: Path, data: bytes) -> Path:
    """The same with bytes as they are."""
    with putting(path) as file:
        file.write(data)
    return path


@contextmanager
def putting(path: Path) -> Iterator[BinaryIO]:
    """The same in pieces: the file is there when the block ends, and the former one stays where it fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
