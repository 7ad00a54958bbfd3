"""Whose files are whose: what a platform's folder of submissions says before any of them is opened.

folder → names → **HandIn**, one a person → an entry of the batch
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from grader.intake import copy_number


@dataclass(frozen=True, slots=True)
class HandIn:
    """All that one person handed in."""

    key: str  # by which the platform's tables know the person
    id: str  # for people to read; made safe by whoever grades
    files: tuple[str, ...]  # names in the folder, the latest first
    label: str = ""  # what the platform calls the person's folder, where feedback goes back in one
    name: str = ""  # of the person, as far as the export tells


@dataclass(frozen=True, slots=True)
class Export:
    """A folder that a platform exported."""

    platform: str
    what: str  # in words
    folder: Path
    handins: tuple[HandIn, ...]
    rest: tuple[str, ...] = ()  # names that are none of it
    roster: Path | None = None  # a table that came along

    @property
    def keys(self) -> dict[str, str]:
        """Key → id, as the platform's tables look for them."""
        return {one.key: one.id for one in self.handins}


def newest(names: Iterable[str]) -> list[str]:
    """The latest first, as far as names tell: `hw-2.zip` before `hw.zip`."""
    return sorted(names, key=lambda name: (-copy_number(name)[1], name))
