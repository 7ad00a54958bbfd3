"""The same files in every packing that is handed in."""

import io
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from grader.records import Layout

LAYOUT = Layout("framework", "test.py")
FILES = {"framework/__init__.py": b"x = 1\n", "framework/linear.py": b"y = 2\n", "test.py": b"print(1)\n"}
Packing = Callable[[Path, dict[str, bytes]], Path]


def folder(at: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        path = at / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return at


def zipped(at: Path, files: dict[str, bytes]) -> Path:
    at = at if at.suffix else at.with_suffix(".zip")
    with zipfile.ZipFile(at, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return at


def tarred(at: Path, files: dict[str, bytes]) -> Path:
    at = at if at.suffix else at.with_suffix(".tar.gz")
    with tarfile.open(at, "w:gz", compresslevel=1) as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return at


PACKINGS: tuple[Packing, ...] = (folder, zipped, tarred)
