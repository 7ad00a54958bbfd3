"""Archives that no honest tool makes, from a line each: what `archive` in an `expected.json` describes.

form      "zip" or "tar.gz"        cut     this share of the finished archive is kept
raw       the archive is this text instead
entries   beside the base's files: a name, and `kind` (file, symlink, link, device, fifo), `target`,
          `bytes` of zeros, `times` (numbered copies), `text`
"""

import io
import tarfile
import zipfile
from pathlib import Path
from typing import Any

KINDS = {"file": tarfile.REGTYPE, "symlink": tarfile.SYMTYPE, "link": tarfile.LNKTYPE, "device": tarfile.CHRTYPE,
         "fifo": tarfile.FIFOTYPE}  # fmt: skip


def pack(recipe: dict[str, Any], base: Path, target: Path) -> Path:
    """The archive at `target` plus its ending."""
    path = target.with_name(f"{target.name}.{recipe['form']}")
    if "raw" in recipe:
        path.write_text(recipe["raw"])
        return path
    entries = [entry for one in recipe.get("entries", ()) for entry in numbered(one)]
    (zipped if recipe["form"] == "zip" else tarred)(path, base, entries)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * recipe.get("cut", 1))])
    return path


def numbered(entry: dict[str, Any]) -> list[dict[str, Any]]:
    """The entry, or so many with a number in their names."""
    return [{**entry, "name": entry["name"].format(i)} for i in range(entry.get("times", 1))]


def content(entry: dict[str, Any]) -> bytes:
    """What it holds."""
    return str(entry["text"]).encode() if "text" in entry else bytes(entry.get("bytes", 0))


def zipped(path: Path, base: Path, entries: list[dict[str, Any]]) -> None:
    """A zip; a link is a file whose attributes say so."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in base.rglob("*.py"):
            archive.write(file, file.relative_to(base).as_posix())
        for entry in entries:
            member = zipfile.ZipInfo(entry["name"])
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = (0o120777 if entry.get("kind") == "symlink" else 0o100644) << 16
            archive.writestr(member, entry.get("target") or content(entry))


def tarred(path: Path, base: Path, entries: list[dict[str, Any]]) -> None:
    """A tar, with every kind of entry that tar knows."""
    with tarfile.open(path, "w:gz", compresslevel=1) as archive:
        for file in base.rglob("*.py"):
            archive.add(file, file.relative_to(base).as_posix())
        for entry in entries:
            member = tarfile.TarInfo(entry["name"])
            member.type, member.linkname = KINDS[entry.get("kind", "file")], entry.get("target", "")
            data = content(entry)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
