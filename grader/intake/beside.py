"""Modules beside the script belong to the work where it imports them by name: `helpers.py`, a package `plots/`.

Decided by the text, so that a data set's loader, another copy or a virtual environment is not taken for one of them.
What Python or torch has under that name already is not taken, either: in a run of the script it would come first.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import PurePosixPath

from grader.records import Layout

from .entry import Entry
from .listing import Listing
from .sources import Sources, parsed

LIBRARIES = (
    "PIL _pytest contourpy cycler dateutil filelock fontTools fsspec functorch jinja2 kiwisolver markupsafe "
    "matplotlib mpl_toolkits mpmath msgspec networkx numpy packaging pandas pkg_resources pluggy pylab pyparsing "
    "pytest scipy setuptools six sklearn sympy torch torchgen torchvision tqdm triton typing_extensions"
)  # torch, what it imports at a later moment, and what students mean when they write the name
HOOKS = "conftest setup sitecustomize usercustomize"  # files that tools run by their name
NEVER = frozenset(sys.stdlib_module_names) | frozenset(f"{LIBRARIES} {HOOKS}".split())


def take(sources: Sources, found: Listing, root: PurePosixPath, layout: Layout) -> None:
    """Read what the sources import beside them, and what that imports."""
    offered = _modules(found, root, layout)
    read: set[str] = set()
    while offered and (fresh := sources.keys() - read):
        read |= fresh
        for name in sorted({name for path in fresh for name in _imports(sources[path])} & offered.keys()):
            sources.take(offered.pop(name), root)


def _modules(found: Listing, root: PurePosixPath, layout: Layout) -> dict[str, list[Entry]]:
    """Module → its files, as Python would find it: a package, else a file, else a folder without `__init__.py`."""
    files: dict[str, list[Entry]] = {}
    folders: dict[str, list[Entry]] = {}
    for entry in found.sources:
        if not entry.path.is_relative_to(root) or entry.path == root / layout.script:
            continue
        first, *inside = entry.path.relative_to(root).parts
        if inside or not entry.path.suffix:
            folders.setdefault(first, []).append(entry)
        else:
            files.setdefault(entry.path.stem, []).append(entry)
    packages = {name for name, each in folders.items() if any(e.path == root / name / "__init__.py" for e in each)}
    best = {**folders, **files, **{name: folders[name] for name in packages}}
    return {name: each for name, each in best.items() if name not in NEVER and name != layout.package}


def _imports(code: bytes) -> Iterator[str]:
    """The top-level names of what a source imports, wherever in it."""
    for node in ast.walk(parsed(code) or ast.Module([], [])):
        match node:
            case ast.Import(names=names):
                yield from (alias.name.partition(".")[0] for alias in names)
            case ast.ImportFrom(level=0, module=str() as module):
                yield module.partition(".")[0]
            case ast.Call(
                func=ast.Name(id=called) | ast.Attribute(attr=called), args=[ast.Constant(value=str() as module), *_]
            ) if called in {"import_module", "__import__"}:
                yield module.partition(".")[0]
