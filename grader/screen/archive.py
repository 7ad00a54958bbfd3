"""The sources in a zip, for a copy of the screen that comes without the grader's intake. Standard library only."""

import zipfile
import zlib
from pathlib import Path, PurePosixPath

MOST = 16 << 20
"""Bytes that the sources may have in all."""


class Unusable(ValueError):
    """There is nothing to check; the text says why."""


def unpacked(path: Path) -> dict[str, bytes]:
    """`framework/` and `test.py` of a zip, at its top or one folder down."""
    files: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                parts = PurePosixPath(member.filename).parts
                inside = parts if parts[:1] == ("framework",) else parts[1:]
                name = "/".join(parts if parts == ("test.py",) else inside)
                if name == "test.py" or (name.startswith("framework/") and name.endswith(".py")):
                    if sum(map(len, files.values())) + member.file_size > MOST:
                        raise Unusable(f"{path}: the Python files have more than {MOST >> 20} MiB")
                    files[name] = archive.read(member)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as problem:
        raise Unusable(f"{path}: the archive is damaged or of an unknown kind ({problem})") from problem
    if not files:
        raise Unusable(f"{path}: there is no framework/ and no test.py in the archive")
    return files
