"""A folder → entries. What can be told by its name to be none of the work is not even looked into.

Links are named, never followed. A virtual environment may hold 40,000 files: its `pyvenv.cfg` is enough to leave it.
"""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from grader.records import Layout

from .entry import ENVIRONMENT, Entry, waste


def walk(root: Path, layout: Layout) -> Iterator[Entry]:
    """What lies below `root`, but for waste and virtual environments."""
    waiting = [PurePosixPath()]
    while waiting:
        here = waiting.pop()
        try:
            folders, files = _children(root / here)
        except OSError:  # a folder that cannot be opened is none of the work, unless it is all of it
            if here.parts:
                continue
            raise
        if here.parts and ENVIRONMENT in files and layout.package not in folders:
            continue
        for name, regular in files.items():
            yield Entry(here / name, regular, partial(_open, root / here / name), root / here / name)
        waiting += [here / name for name in folders]


def _open(path: Path) -> BinaryIO:
    return path.open("rb")


def _children(folder: Path) -> tuple[list[str], dict[str, bool]]:
    """The names of its folders; the names of all else, and whether each is a plain file."""
    folders, files = [], {}
    with os.scandir(folder) as children:
        for child in children:
            if waste(child.name):
                continue
            if child.is_dir(follow_symlinks=False):
                folders.append(child.name)
            else:
                files[child.name] = child.is_file(follow_symlinks=False)
    return folders, files
