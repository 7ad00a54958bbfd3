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

MOST = 16 << 20
"""Bytes that the sources may have in all."""
DEEPEST = 3
WASTE = ("__pycache__", "__MACOSX", "site-packages")
Members = Mapping[PurePosixPath, Callable[[], bytes]]


class UnusableError(ValueError):
    """There is nothing to check; the text says why."""


def unpacked(path: Path, rule: Rule) -> dict[str, bytes]:
    """The sources of a submission, under the names that they have in it."""
    if path.is_dir():
        found = (file for file in path.rglob("*.py") if file.is_file() and not file.is_symlink())
        return chosen(path, {PurePosixPath(file.relative_to(path).as_posix()): file.read_bytes for file in found}, rule)
    if path.suffix != ".zip":
        wanted = f"a folder with {rule.package}/ and {rule.script}, a .zip of it, or a Python file"
        raise UnusableError(f"{path}: expected {wanted}")
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if member.filename.endswith(".py")]
            if sum(member.file_size for member in members) > MOST:
                raise UnusableError(f"{path}: the Python files have more than {MOST >> 20} MiB")
            return chosen(path, {PurePosixPath(m.filename): partial(archive.read, m) for m in members}, rule)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as problem:
        raise UnusableError(f"{path}: the archive is damaged or of an unknown kind ({problem})") from problem


def chosen(path: Path, members: Members, rule: Rule) -> dict[str, bytes]:
    """The files of the submission: those below the folder that holds the package, or the script alone."""
    sources = {place: read for place, read in members.items() if not any(map(is_waste, place.parts))}
    roots = {place.parents[-1 - depth] for place in sources for depth in holds(place, rule)}
    if PurePosixPath() in roots or PurePosixPath(rule.script) in sources:
        roots = {PurePosixPath()}
    if len(roots) != 1:
        found = f"several folders hold {rule.package}/" if roots else f"no {rule.package}/ and no {rule.script} in it"
        raise UnusableError(f"{path}: {found}")
    root, files = roots.pop(), {}
    for place, read in sorted(sources.items()):
        inside = place.relative_to(root) if place.is_relative_to(root) else PurePosixPath("elsewhere/x")
        beside = len(inside.parts) == 1 and not rule.has("submission", "ignored", inside.name)
        if beside or inside.parts[0] == rule.package:
            files[inside.as_posix()] = read()
    return files


def holds(place: PurePosixPath, rule: Rule) -> list[int]:
    """How far down the package lies in which the file is, if it is in one."""
    return [depth for depth, part in enumerate(place.parts[:-1]) if part == rule.package and depth <= DEEPEST][:1]


def is_waste(name: str) -> bool:
    """Whether a folder or file is none of the student's work."""
    return name in WASTE or name.startswith(".")
