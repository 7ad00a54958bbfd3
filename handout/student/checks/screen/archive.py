"""The sources in a folder or a zip, for a copy of the screen that comes without the grader's intake.

Both are chosen by the same lines, so that the same files give the same findings, packed or not: the package, the
script and the modules beside it, at the top or in the only folder up to three down. Standard library only.
"""

import zipfile
import zlib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path, PurePosixPath

from .rule import Rule

DEEPEST = 3
WASTE = ("__pycache__", "__MACOSX", "site-packages")
Members = Mapping[PurePosixPath, Callable[[], bytes]]


def unpacked(path: Path, rule: Rule) -> dict[str, bytes]:
    """The sources of a submission, under the names that they have in it; a ValueError says why there are none."""
    if path.is_dir():
        files = (file for file in path.rglob("*.py") if file.is_file() and not file.is_symlink())
        return chosen(path, {PurePosixPath(file.relative_to(path).as_posix()): file.read_bytes for file in files}, rule)
    if path.suffix != ".zip":
        raise ValueError(f"{path}: expected {rule.package}/ and {rule.script} in a folder or .zip, or a Python file")
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if name.endswith(".py")]
            return chosen(path, {PurePosixPath(name): partial(archive.read, name) for name in names}, rule)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as problem:
        raise ValueError(f"{path}: the archive is damaged or of an unknown kind ({problem})") from problem


def chosen(path: Path, members: Members, rule: Rule) -> dict[str, bytes]:
    """The files of the submission: those below the folder that holds the package, or the script alone."""
    waste = [place for place in members if any(part in WASTE or part[0] == "." for part in place.parts)]
    sources = {place: members[place] for place in sorted(members.keys() - waste)}
    found = [(place, place.parts[:-1].index(rule.package)) for place in sources if rule.package in place.parts[:-1]]
    roots = {PurePosixPath(*place.parts[:depth]) for place, depth in found if depth <= DEEPEST}
    if PurePosixPath() in roots or PurePosixPath(rule.script) in sources:
        roots = {PurePosixPath()}
    if len(roots) != 1:
        said = f"several folders hold {rule.package}/" if roots else f"no {rule.package}/ and no {rule.script} in it"
        raise ValueError(f"{path}: {said}")
    root = roots.pop()
    below = {place.relative_to(root): read for place, read in sources.items() if place.is_relative_to(root)}
    return {
        place.as_posix(): read()
        for place, read in below.items()
        if place.parts[0] == rule.package
        or (len(place.parts) == 1 and not rule.has("submission", "ignored", place.name))
    }
