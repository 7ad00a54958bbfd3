"""Where in what was handed in the work lies: the folder that holds the package, with the script beside it.

Most pack a folder around it, some two. A copy further down, such as the handout's, is no second candidate; one in a
neighbouring folder is, and then the student decides.
"""

from pathlib import PurePosixPath

from grader.errors import NotGradable
from grader.records import Layout

from .entry import Entry, named
from .listing import Listing

DEEPEST = 3  # folders around the package


def roots(found: Listing, layout: Layout) -> set[PurePosixPath]:
    """Every folder that holds the package with a Python file in it, or a link in its place."""
    return {
        PurePosixPath(*entry.path.parts[:depth])
        for entry in found.sources
        for depth, part in enumerate(entry.path.parts[: DEEPEST + 1])
        if part == layout.package and (depth + 1 < len(entry.path.parts) or not entry.regular)
    }


def choose(homes: set[PurePosixPath], found: Listing, layout: Layout) -> PurePosixPath:
    """The one of the folders that is graded, or a refusal that names them all."""
    full = {home for home in homes if _script(home, found, layout)}
    # A folder that is itself called as the package, with package and script in it, is a folder, and no package.
    homes = {home for home in homes if home in full or home / layout.package not in full}
    outer = [home for home in homes if not any(_covers(other, home, full) for other in homes)]
    if len(outer) > 1:
        names = named([_spoken(home) for home in sorted(outer)], most=10)
        raise NotGradable(f"several folders hold a package {layout.package}/, hand in one of them: {names}")
    return outer[0]


def copies(homes: set[PurePosixPath], root: PurePosixPath, found: Listing, layout: Layout) -> list[str]:
    """Folders that hold package and script, too, and are left aside."""
    return sorted(
        home.as_posix() for home in homes
        if root in home.parents and not home.is_relative_to(root / layout.package) and _script(home, found, layout)
    )  # fmt: skip


def _covers(other: PurePosixPath, home: PurePosixPath, full: set[PurePosixPath]) -> bool:
    """Whether `other` holds the work, and `home`, further down, a copy: not if it alone has the script."""
    return other in home.parents and (other in full or home not in full)


def _script(home: PurePosixPath, found: Listing, layout: Layout) -> Entry | None:
    return next((entry for entry in found.sources if entry.path == home / layout.script), None)


def _spoken(home: PurePosixPath) -> str:
    return f"{home}/" if home.parts else "the top"
