"""What is said of a file that something else stood in for: whole sentences, for the student."""

import difflib
import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from grader.result import FAILED, UNREAD

from .caret import LONGEST, printable
from .failure import Failure

STUB = " It counts as not written: everything else is judged as if this part had been left empty."
GIVEN = " It is one of the files that were given: the grader took its own copy, and nothing is lost."
COPY = re.compile(r"\W*(\(\d+\)|copy)?$", re.IGNORECASE)  # "linear (1).py", "linear - Copy.py"
ALIKE = 0.8


def code(text: str) -> str:
    """A name or a path, marked as one."""
    return f"`{text}`"


def unread(error: SyntaxError) -> str:
    """What the parser says."""
    return f"{UNREAD}: {printable(error.msg)[:LONGEST]}."


def raised(failure: Failure) -> str:
    """What was raised while the file was imported."""
    return f"{FAILED}: {printable(failure.words)[:LONGEST]}."


def absent(path: str, files: Iterable[str]) -> str:
    """That a file is not there, and which may have been meant to be it."""
    there = alike(path, files)
    if path in files:
        return "This file is empty."
    if not there:
        return "This file is not there."
    meant = ", ".join(map(code, there))
    return f"This file is not there. {meant} was not taken for it: if it is meant, give it this name and hand it in."


def alike(path: str, files: Iterable[str]) -> list[str]:
    """Files beside it that may be meant to be it, under a name that nothing imports."""
    wanted = PurePosixPath(path)
    beside = (PurePosixPath(file) for file in files if file != path)
    return [str(file) for file in beside if file.parent == wanted.parent and _meant(file.stem, wanted.stem)]


def _meant(stem: str, wanted: str) -> bool:
    if COPY.sub("", stem).casefold() == wanted.casefold():
        return True
    return bool(difflib.get_close_matches(stem.casefold(), [wanted.casefold()], cutoff=ALIKE))
