"""The sources in a folder or a zip, for a copy of the screen that comes without the grader's intake.

Both are read by the same few lines, so that the same files give the same findings, packed or not: the package, the
script and the modules beside it, at the top or in the only folder below, up to three down. Standard library only.
"""

import os
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from .rule import Rule

MOST = 16 << 20
"""Bytes that the sources may have in all."""
DEEPEST = 3
WASTE = ("__pycache__", "__MACOSX", "venv", "site-packages")

Member = tuple[PurePosixPath, Callable[[], bytes]]


class UnusableError(ValueError):
    """There is nothing to check; the text says why."""


def unpacked(path: Path, rule: Rule) -> dict[str, bytes]:
    """The sources of a submission, under the names that they have in it."""
    try:
        if path.is_dir():
            return _chosen(path, dict(_folder(path)), rule)
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                if sum(member.file_size for member in archive.infolist() if member.filename.endswith(".py")) > MOST:
                    raise UnusableError(f"{path}: the Python files have more than {MOST >> 20} MiB")
                return _chosen(path, dict(_zip(archive)), rule)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as problem:
        raise UnusableError(f"{path}: the archive is damaged or of an unknown kind ({problem})") from problem
    raise UnusableError(f"{path}: expected a folder with {rule.package}/ and {rule.script}, a .zip, or a Python file")


def _folder(root: Path) -> Iterator[Member]:
    for folder, names, files in os.walk(root):
        names[:] = sorted(name for name in names if not _is_waste(name))
        for file in map(Path(folder).joinpath, files):
            if file.suffix == ".py" and file.is_file() and not file.is_symlink():
                yield PurePosixPath(file.relative_to(root).as_posix()), file.read_bytes


def _zip(archive: zipfile.ZipFile) -> Iterator[Member]:
    for member in archive.infolist():
        inside = PurePosixPath(member.filename.replace("\\", "/"))
        if inside.suffix == ".py" and not any(map(_is_waste, inside.parts)):
            yield inside, lambda member=member: archive.read(member)  # type: ignore[misc]


def _is_waste(name: str) -> bool:
    return name in WASTE or name.startswith(".")


def _chosen(path: Path, members: Mapping[PurePosixPath, Callable[[], bytes]], rule: Rule) -> dict[str, bytes]:
    """The files of the submission: those below the folder that holds the package."""
    roots = {
        PurePosixPath(*member.parts[:depth])
        for member in members
        for depth in range(min(len(member.parts), DEEPEST + 1))
        if member.parts[depth] == rule.package and depth < len(member.parts) - 1
    }
    top = {PurePosixPath()} if PurePosixPath() in roots or PurePosixPath(rule.script) in members else roots
    if len(top) != 1:
        found = f"several folders hold {rule.package}/" if top else f"there is no {rule.package}/ and no {rule.script}"
        raise UnusableError(f"{path}: {found}")
    return {name: read() for name, read in sorted(_below(members, top.pop(), rule))}


def _below(
    members: Mapping[PurePosixPath, Callable[[], bytes]], root: PurePosixPath, rule: Rule
) -> Iterator[tuple[str, Callable[[], bytes]]]:
    for member, read in members.items():
        if member.is_relative_to(root):
            inside = member.relative_to(root)
            beside = len(inside.parts) == 1 and not rule.has("submission", "ignored", inside.name)
            if beside or inside.parts[0] == rule.package:
                yield inside.as_posix(), read
