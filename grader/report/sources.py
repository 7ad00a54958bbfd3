"""Which of our files a grading consists of: followed along the imports, so that no list has to be kept.

    modules → what they import, and so on → with the data that they name, the worker and the assignment

The fingerprint of a score is made of them, and a packed grader holds them and what its platform adds. The worker is
sent as text and the suites are collected by pytest, so that no import leads there. Texts are searched, not parsed:
a cold grading waits for this.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOUSES = ("grader", "reference")
GRADING = "grader.grade"
ASSIGNMENT = "grader/assignment"  # whichever folder is the assignment, its files are known by these names
WHOLE = ("grader/worker", ASSIGNMENT, f"{ASSIGNMENT}/suites")  # their own files, and none further down
KINDS = (".py", ".toml", ".ini", ".json")  # of these; an editor leaves others
IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+(\.*)([\w.]*)[ \t]+import[ \t]+(\([^)]*\)|[^\n]+)|import[ \t]+([\w., \t]+))", re.MULTILINE
)
QUOTED = re.compile(r'"([\w.-]+)"')


def grading(root: Path = ROOT, assignment: Path | None = None) -> dict[str, Path]:
    """What one grading runs or reads, wherever it is started from."""
    return closure(GRADING, root=root, assignment=assignment)


def closure(*modules: str, root: Path = ROOT, assignment: Path | None = None) -> dict[str, Path]:
    """The files that these modules run or read, with those of every grading, by name.

    Another `assignment` takes the place of the one below `root`.
    """
    ours = {path.relative_to(root).as_posix(): path for house in HOUSES for path in _all(root / house)}
    if assignment is not None and assignment != root / ASSIGNMENT:
        ours = {name: path for name, path in ours.items() if not name.startswith(f"{ASSIGNMENT}/")}
        ours |= {f"{ASSIGNMENT}/{path.relative_to(assignment).as_posix()}": path for path in _all(assignment)}
    todo = [name for name in ours if name.rpartition("/")[0] in WHOLE and name.endswith(KINDS)]
    todo += _files(ours, modules)
    found: set[str] = set()
    while todo:
        name = todo.pop()
        if name in found:
            continue
        found.add(name)
        if name.endswith(".py"):
            text, folder = ours[name].read_text("utf-8"), name.rpartition("/")[0]
            todo += _files(ours, imported(text, tuple(folder.split("/"))))
            todo += _data(ours, folder, set(QUOTED.findall(text)))
    return {name: ours[name] for name in found}


def imported(text: str, package: tuple[str, ...]) -> Iterator[str]:
    """Modules that a text may import, absolute, and the names taken from them, which may be modules as well."""
    for dots, source, names, plain in IMPORT.findall(text):
        if plain:
            yield from re.findall(r"[\w.]+", plain)
            continue
        home = ".".join([*(package[: len(package) - len(dots) + 1] if dots else ()), *([source] if source else [])])
        yield from (home, *(f"{home}.{name}" for name in re.findall(r"\w+", names)))


def _all(folder: Path) -> Iterator[Path]:
    """Every file below a folder that somebody wrote."""
    return (path for path in folder.rglob("*") if "__pycache__" not in path.parts and path.is_file())


def _data(ours: Collection[str], folder: str, words: set[str]) -> list[str]:
    """Files that are no modules, beside a module that names them, or in a folder beside it that it names."""
    places = {f"{folder}/{word}" for word in words}
    holders = {place for place in places if f"{place}/__init__.py" not in ours}
    beside = {place for place in places if not place.endswith(".py")}
    return [name for name in ours if name in beside or name.rpartition("/")[0] in holders]


def _files(ours: Collection[str], modules: Iterable[str]) -> Iterator[str]:
    """The files of those modules that are ours, and of the packages that they lie in."""
    for module in modules:
        parts = module.split(".")
        if parts[0] in HOUSES:
            for end in range(1, len(parts) + 1):
                place = "/".join(parts[:end])
                yield from (name for name in (f"{place}/__init__.py", f"{place}.py") if name in ours)
