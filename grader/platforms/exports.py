"""Which platform a folder comes from, told by what lies in it; no option says it.

The folder may lie in another that holds nothing else, as some tools unpack. What the platform did not put there is
still an entry, so that nobody is forgotten.
"""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from grader.platforms import canvas, classroom, gradescope, moodle
from grader.platforms.handins import Export

CERTAIN = (gradescope, moodle)  # one such name says it
LIKELY = (canvas, classroom)
MOST = 2 / 3  # of what lies there bears the names of one that is likely
PHANTOMS = ("__MACOSX", "Thumbs.db", "desktop.ini", "Icon\r")  # what systems put into folders; hidden files, too


def listed(folder: Path) -> list[str]:
    """What lies there, but for what nobody put there; raises what the system says."""
    return sorted(name for name in os.listdir(folder) if not name.startswith(".") and name not in PHANTOMS)  # noqa: PTH208


def recognised(folder: Path, names: Sequence[str]) -> Export | None:
    """The export in this folder, or in the only one in it."""
    if found := _here(folder, names):
        return found
    within = folder / names[0] if len(names) == 1 else None
    if within and within.is_dir() and not within.is_symlink():
        try:
            return _here(within, listed(within))
        except OSError:
            return None
    return None


def _here(folder: Path, names: Sequence[str]) -> Export | None:
    for platform in (*CERTAIN, *LIKELY):
        people = platform.handins(folder, names)
        rest = _without(names, (name for one in people.values() for name in one.files))
        if people and (platform in CERTAIN or len(names) - len(rest) >= MOST * len(names)):
            metadata = folder / gradescope.METADATA
            told = metadata if platform is gradescope else None
            rest = [name for name in rest if folder / name != told]
            return Export(platform.TITLE, platform.WHAT, folder, tuple(people.values()), tuple(rest), told)
    return None


def _without(names: Sequence[str], taken: Iterable[str]) -> list[str]:
    gone = {*taken}
    return [name for name in names if name not in gone]
