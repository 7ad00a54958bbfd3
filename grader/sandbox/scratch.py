"""The one folder that a script may write to: looked at from outside while it runs, and cleared however deep it is."""

import errno
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from grader.records import MIB, Limits


@contextmanager
def scratch() -> Iterator[str]:
    """A fresh folder; gone afterwards, as far as it can be."""
    folder = tempfile.mkdtemp()
    try:
        yield folder
    finally:
        with suppress(OSError):
            clear(folder)


def overfull(folder: str, limits: Limits) -> str:
    """What there is too much of, in words; nothing beyond the limit is counted."""
    entries = size = 0
    left = [folder]
    while left:
        try:
            with os.scandir(left.pop()) as found:
                for entry in found:
                    entries, size = entries + 1, size + entry.stat(follow_symlinks=False).st_size
                    if entry.is_dir(follow_symlinks=False):
                        left.append(entry.path)
                    if entries > limits.scratch_entries:
                        return f"it made more than {limits.scratch_entries} files and folders"
        except OSError as error:
            if error.errno == errno.ENAMETOOLONG:
                return "it made folders too deep to be looked at"  # else just removed, or closed to us
    return f"it wrote more than {limits.scratch_bytes // MIB} MiB" if size > limits.scratch_bytes else ""


def clear(folder: str) -> None:
    """Remove it: what lies in its folders is brought up level by level, so that no path grows too long."""
    while entries := list(os.scandir(folder)):
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                Path(entry).unlink()
                continue
            Path(entry).chmod(0o700)
            for inner in list(os.scandir(entry)):
                if inner.is_dir(follow_symlinks=False):
                    Path(inner).rename(Path(folder, secrets.token_hex(8)))
                else:
                    Path(inner).unlink()
            Path(entry).rmdir()
    Path(folder).rmdir()
