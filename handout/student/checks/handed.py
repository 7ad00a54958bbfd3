"""What is handed in: the archive of the files that count, and whether the notebook's cells say the same as these.

Run it last: `python check.py --hand-in`, or the last cell of the notebook.
"""

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from checks.work import PACKAGE, asked, counted

BOOK = "assignment.ipynb"
FIRST_LINE = re.compile(r"\s*%%(?:write)?file\s+(\S+)[^\n]*\n?")
EARLIEST = (1980, 1, 1, 0, 0, 0)  # so that the same files give the same archive


def archive(folder: Path, name: str = "submission.zip") -> Path:
    """Write the archive of the files that count."""
    place = folder / name
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as packed:
        for file, source in sorted(counted(folder).items()):
            packed.writestr(zipfile.ZipInfo(file, EARLIEST), source, zipfile.ZIP_DEFLATED)
    return place


def summary(place: Path, files: dict[str, bytes]) -> str:
    """What was written, in words."""
    inside = f"{PACKAGE}/ ({sum('/' in name for name in files)} files)"
    listed = ", ".join([inside, *sorted(name for name in files if "/" not in name)])
    return f"{place.name}: {listed}; {place.stat().st_size:,} bytes. Hand in this file."


def cells(folder: Path) -> dict[str, str]:
    """The files that the cells of the saved notebook carry, path → source."""
    try:
        listed = json.loads((folder / BOOK).read_text("utf-8"))["cells"]
        found: dict[str, str] = {}
        for cell in listed:
            source = "".join(cell["source"])
            magic = FIRST_LINE.match(source)
            told = cell.get("metadata", {}).get("assignment", {}).get("file", "")
            if cell["cell_type"] == "code" and (file := magic[1].strip("\"'") if magic else told):
                found[file] = source[magic.end() :] if magic else source
        return found
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def differing(folder: Path) -> Iterator[str]:
    """A sentence for the files that do not say what their cells in the saved notebook say."""
    apart = [file for file, source in cells(folder).items() if _other(folder, file, source)]
    if apart:
        yield (
            f"The cells of {BOOK}, as it was last saved, differ from the files: {', '.join(apart)}. "
            "The archive holds the files: run those cells if they are newer. A notebook to be handed in is saved first."
        )


def of_notebook(folder: Path, exercise: str, defined: set[str]) -> Iterator[str]:
    """What may surprise in a notebook: a cell that ran without its first line, or was changed and not run."""
    listed = asked()["files"]
    carried = cells(folder)
    for file, wanted in listed.items():
        if wanted["exercise"] != exercise:
            continue
        here = sorted({name.partition(".")[0] for name in wanted["names"]} & defined)
        if here:
            line = f"%%writefile {file}"
            yield (
                f"A cell that defines {here[0]} ran without its first line, so that it wrote no file. "
                f"Put `{line}` above it and run it again: what is checked is {file}."
            )
        elif file in carried and _other(folder, file, carried[file]) and _newer(folder / BOOK, folder / file):
            yield f"The cell of {file} was changed and not run since: run it first, for what is checked is the file."


def _other(folder: Path, file: str, source: str) -> bool:
    """Whether the file says something else than its cell."""
    try:
        return (folder / file).read_text("utf-8").strip() != source.replace("\r\n", "\n").strip()
    except (OSError, ValueError):
        return True


def _newer(one: Path, other: Path) -> bool:
    """Whether one file was written after the other."""
    return other.is_file() and one.stat().st_mtime > other.stat().st_mtime
