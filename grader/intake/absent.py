"""What to say where the package or the script was not found: what was looked for, and what lies there instead."""

import difflib
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from grader.records import Layout

from .entry import named
from .listing import Listing
from .root import DEEPEST

WORDS = ("the top", "one folder", "two folders", "three folders")


def package(found: Listing, layout: Layout) -> str:
    """The sentence for a submission without the package."""
    looked = f"at {WORDS[0]} or up to {WORDS[DEEPEST]} down"
    missing = f"there is no package {layout.package}/ with Python files in it, {looked}"
    there = _instead(found, layout)
    return f"{missing}; {there}" if there else missing


def _instead(found: Listing, layout: Layout) -> str:
    """What the student may have meant."""
    paths = [entry.path for entry in found.sources if entry.path.suffix]
    folders = sorted({folder for path in paths for folder in path.parents if folder.parts}, key=_nearest)
    for folder in folders:
        if folder.name == layout.package:
            return f"{named([f'{folder}/'])} is there, but it lies too deep"
    alike = {folder: folder.name for folder in folders if _alike(folder.name, layout.package)}
    if alike:
        return f"{named([f'{folder}/' for folder in alike])} is there, {layout.package}/ is expected"
    if paths:
        nearest = min(paths, key=_nearest).parent
        names = sorted(path.name for path in paths if path.parent == nearest)
        where = f"in {named([f'{nearest}/'])}" if nearest.parts else "at the top"
        return f"found {where}: {named(names)}"
    if found.archives:
        names = sorted(entry.path.as_posix() for entry in found.archives)
        return f"found {named(names)}: an archive is opened up to {WORDS[DEEPEST]} down"
    return f"found no Python file at all among {found.others} files" if found.others else "nothing was handed in"


def script(found: Listing, root: PurePosixPath, layout: Layout) -> str:
    """The sentence for a submission without the script, which is graded all the same."""
    missing = f"{layout.script} is missing"
    alike = [e.path for e in found.sources if e.path.is_relative_to(root) and _alike(e.path.name, layout.script)]
    if not alike:
        return missing
    nearest = min(alike, key=_nearest).relative_to(root)
    return f"{missing}: {named([nearest.as_posix()])} is there, {layout.script} beside {layout.package}/ is expected"


def nameless(files: Mapping[str, bytes], layout: Layout) -> Iterator[str]:
    """A sentence for each file whose name nothing can import, where the one that was meant is as it was handed out."""
    for path in map(PurePosixPath, files):
        wanted = path.with_stem(path.stem.partition(" ")[0].partition("(")[0] or "_").as_posix()
        if not path.stem.isidentifier() and layout.handed_out.untouched(wanted, files.get(wanted, b"")):
            yield f"{path} was not taken for {wanted}, which is as it was handed out: nothing imports such a name"


def _alike(name: str, wanted: str) -> bool:
    """Whether a name may be meant to be the other."""
    return bool(difflib.get_close_matches(name.casefold(), [wanted.casefold()], cutoff=0.8))


def _nearest(path: PurePosixPath) -> tuple[int, str]:
    return len(path.parts), path.as_posix()
