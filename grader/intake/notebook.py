"""A notebook as a submission: `assignment.ipynb` → the files that its code cells carry, as bytes in memory.

    **notebook** → sources → screen → sandbox ⇄ worker → suites → scoring → report

A code cell carries a file when its metadata says so, `{"assignment": {"file": "framework/linear.py"}}`, or its first
line, `%%writefile framework/linear.py`; that line is no part of the file. Every other cell is ignored.
A module beside the script may be carried as well: whether it is one of the work, `beside` decides.
Nothing is run and nothing is converted. `nbformat` holds the JSON against the schema of its own version.
"""

import json
import re
import reprlib
from typing import Any, cast

from nbformat.validator import ValidationError, get_validator

from grader.errors import NotGradable
from grader.records import Layout

from .sources import parsed

CELLS = 5_000
MAGIC = re.compile(r"\s*%%(?:write)?file\b([^\n]*)\n?")  # Jupyter, too, skips blank lines before it
NEVER_RUN = re.compile(rb"^[%!][^\n]*\n?", re.MULTILINE)
SAVE_AGAIN = "expected a notebook in format 4; open it in Jupyter and save it again"


def carried(data: bytes, layout: Layout) -> tuple[dict[str, bytes], list[str]]:
    """The files in a notebook, path → source, and notes for the student; `NotGradable` says why there are none."""
    files: dict[str, bytes] = {}
    cells: dict[str, int] = {}
    notes: list[str] = []
    for number, cell in enumerate(_cells(data), 1):
        who = f"cell {number} of the notebook"
        path, text = _file(who, cell, layout) if cell["cell_type"] == "code" else (None, "")
        if path is None:
            continue
        if path in cells:
            raise NotGradable(f"cells {cells[path]} and {number} of the notebook both carry {path}; keep one of them")
        cells[path] = number
        files[path] = _source(who, path, text, notes)
    if not any(path.startswith(f"{layout.package}/") for path in files):
        raise NotGradable(f"the notebook carries no file of {layout.package}/ in its code cells; {_accepted(layout)}")
    return files, notes


def _cells(data: bytes) -> list[dict[str, Any]]:
    """The cells of a valid notebook, of whatever kind."""
    try:
        book = _book(json.loads(data.decode()))
        # This validator stops at the first error. The other collects all of them: minutes, where there are a million.
        get_validator(4, book["nbformat_minor"], name="fastjsonschema").validate(book)  # type: ignore[no-untyped-call]
    except NotGradable:
        raise
    except (ValueError, RecursionError) as error:  # brackets a thousand deep
        raise NotGradable(f"the notebook is no JSON in plain UTF-8 ({error}); {SAVE_AGAIN}") from error
    except ValidationError as error:
        cell = re.match(r"data\.cells\[(\d+)\]", error.message)
        who = f"cell {int(cell[1]) + 1} of the notebook" if cell else f"the notebook ({error.message[:120]})"
        raise NotGradable(f"{who} is not as the format asks; {SAVE_AGAIN}") from error
    return cast("list[dict[str, Any]]", book["cells"])


def _book(book: object) -> dict[str, Any]:
    """What is a notebook at first sight: enough for nbformat to say the rest."""
    if not isinstance(book, dict) or "nbformat" not in book:
        raise NotGradable(f"the file is JSON, but no notebook; {SAVE_AGAIN}")
    major, minor, cells = book["nbformat"], book.get("nbformat_minor"), book.get("cells")
    if type(major) is not int or major != 4 or type(minor) is not int or minor < 0:
        raise NotGradable(f"the notebook has nbformat {_shown(major)}, nbformat_minor {_shown(minor)}; {SAVE_AGAIN}")
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise NotGradable(f"the notebook has no list of cells; {SAVE_AGAIN}")
    if len(cells) > CELLS:
        raise NotGradable(f"the notebook has {len(cells)} cells; at most {CELLS} are read")
    if minor >= 5:  # a missing or repeated id tells nothing of the work, and nbformat would warn of it
        book["cells"] = [{**cell, "id": f"cell-{number}"} for number, cell in enumerate(cells)]
    return book


def _file(who: str, cell: dict[str, Any], layout: Layout) -> tuple[str | None, str]:
    """The file that a cell carries, if any, and its text."""
    told, source = cell["metadata"].get("assignment", {}), "".join(cell["source"])
    if not isinstance(told, dict) or not isinstance(told.get("file", ""), str):
        example = f'{{"file": "{layout.package}/name.py"}}'
        raise NotGradable(f"{who} has the metadata {_shown(told)}; expected {example}")
    named = [told["file"]] if "file" in told else []
    magic = MAGIC.match(source)
    if magic:
        named, source = [*named, _written(who, magic, layout)], source[magic.end() :]
    if len(set(named)) > 1:
        both = " in its metadata, but ".join(map(_shown, named))
        raise NotGradable(f"{who} names {both} in its first line; let both name one file")
    if named and not _plain(layout).fullmatch(named[0]):
        raise NotGradable(f"{who} carries {_shown(named[0])}; {_accepted(layout)}")
    return named[0] if named else None, source


def _written(who: str, magic: re.Match[str], layout: Layout) -> str:
    """The file that a first line names."""
    words = [word.strip("\"'") for word in magic[1].split()]
    if len(words) != 1 or words[0].startswith("-"):
        line = _shown(magic[0].strip())
        raise NotGradable(f"{who} starts with {line}, which writes no single whole file; {_accepted(layout)}")
    return words[0]


def _plain(layout: Layout) -> re.Pattern[str]:
    """The paths that a cell may carry."""
    package, script = re.escape(layout.package), re.escape(layout.script) or "(?!)"
    return re.compile(rf"{script}|(?!.{{200}})(?:{package}/(?:\w+/)*)?\w+\.py", re.ASCII)


def _accepted(layout: Layout) -> str:
    """Those paths in words."""
    script = f"{layout.script} or " if layout.script else ""
    some = f"{script}a .py file in {layout.package}/, such as `%%writefile {layout.package}/name.py`"
    return f"a cell may carry {some}"


def _source(who: str, path: str, text: str, notes: list[str]) -> bytes:
    """The bytes of a file, as `%%writefile` would write them, without lines that only Jupyter understands."""
    try:
        code = (text if not text or text.endswith("\n") else text + "\n").encode()
    except UnicodeEncodeError as error:
        raise NotGradable(f"{who} carries {path} with half a character; type it again") from error
    plain, count = NEVER_RUN.subn(b"", code)
    if not count or parsed(code) or not parsed(plain):
        return code
    notes.append(f"{who}: lines of {path} that start with % or ! were taken out, and not run ({count})")
    return plain


def _shown(value: object) -> str:
    """What came, as it may be shown: ASCII, short."""
    return ascii(value)[:120] if isinstance(value, str) else ascii(reprlib.repr(value))[1:-1]
