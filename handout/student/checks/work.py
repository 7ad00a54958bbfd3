"""The student's folder as the grader will see it: which files count, which stubs are left, what cannot be read.

The package, the script, and the modules beside it that one of these imports; nothing else of what lies in the folder.
Nothing is run, and torch is not needed.
"""

import ast
import json
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

OURS = ("check", "conftest", "setup", "sitecustomize", "usercustomize")


class Unread(NamedTuple):
    """A file that Python cannot read: where, why, and the line with a caret below the place."""

    file: str
    line: int
    why: str
    shown: tuple[str, ...] = ()


@cache
def asked() -> dict[str, Any]:
    """By file what is to be written: the exercise, each name with whether it gives something back; and the rest."""
    found: dict[str, Any] = json.loads(Path(__file__).with_name("asked.json").read_text("utf-8"))
    return found


PACKAGE, SCRIPT = asked()["package"], asked()["script"]


def counted(folder: Path) -> dict[str, bytes]:
    """The files that count, path → source."""
    paths = sorted((folder / PACKAGE).rglob("*.py"))
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths if path.is_file()}
    if SCRIPT and (folder / SCRIPT).is_file():
        files[SCRIPT] = (folder / SCRIPT).read_bytes()
    beside = {path.stem: path for path in folder.glob("*.py") if path.stem not in (*OURS, Path(SCRIPT).stem)}
    todo = list(files)
    while todo:
        for name in imports(files[todo.pop()]) & beside.keys():
            path = beside.pop(name)
            files[path.name] = path.read_bytes()
            todo.append(path.name)
    return files


def imports(source: bytes) -> set[str]:
    """The top-level names that a source imports."""
    found: set[str] = set()
    for node in ast.walk(parsed(source) or ast.Module([], [])):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def parsed(source: bytes) -> ast.Module | None:
    """The syntax tree, if it is Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except (SyntaxError, ValueError):
        return None


def unread(files: dict[str, bytes]) -> Iterator[Unread]:
    """The files that Python cannot read."""
    for name, source in files.items():
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                compile(source, name, "exec", dont_inherit=True)
        except SyntaxError as error:
            text = (error.text or "").rstrip("\n")
            caret = " " * max((error.offset or 1) - 1, 0) + "^"
            cut = len(text) - len(text.lstrip())
            shown = (text[cut:], caret[min(cut, len(caret) - 1) :]) if text.strip() else ()
            yield Unread(name, error.lineno or 1, f"{type(error).__name__}: {error.msg}", shown)
        except ValueError as error:
            yield Unread(name, 1, f"{type(error).__name__}: {error}")


def stubs_left(files: dict[str, bytes]) -> dict[str, list[str]]:
    """Which stubs are as they were handed out, by file."""
    found: dict[str, list[str]] = {}
    for name in asked()["files"]:
        for qualified, function in functions(parsed(files.get(name, b""))):
            if is_stub(qualified, function):
                found.setdefault(name, []).append(qualified)
    return found


def functions(tree: ast.Module | None) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Functions of a module and methods of its classes, each by its qualified name."""
    for node in tree.body if tree else ():
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from ((f"{node.name}.{each.name}", each) for each in node.body if isinstance(each, ast.FunctionDef))


def is_stub(qualified: str, function: ast.FunctionDef) -> bool:
    """Whether nothing stands in it but the line that was handed out."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return [ast.unparse(line) for line in body] == [f"raise NotImplementedError({qualified!r})"]


def line_of(folder: Path, place: str) -> str:
    """The source line at `framework/linear.py:31`, or nothing."""
    name, _, number = place.rpartition(":")
    try:
        lines = (folder / name).read_text("utf-8", "replace").splitlines()
        return lines[int(number) - 1].strip()
    except (OSError, ValueError, IndexError):
        return ""
