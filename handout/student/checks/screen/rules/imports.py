"""Rule on imports: torch, math, plain parts of the standard library, and the submission itself."""

import ast
from collections.abc import Iterator

from ..submission import File, Remark
from ..tables import EVERYTHING, Advice

STAR = Advice("import", "A star import hides which names are used. Import the names that you need.")
IN_CLASS = Advice("import", "Import at the top of the file, not inside of a class.")
RESERVED = Advice("introspection", "Python reserves this name. Choose another one.")


def import_plain(node: ast.Import, file: File) -> Iterator[Remark]:
    """`import torch.nn as nn`."""
    if only_for_types(node, file):
        return
    for alias in node.names:
        yield from imported(place(node, alias), alias.name, file)
        yield from bound(node, alias, file)


def import_from(node: ast.ImportFrom, file: File) -> Iterator[Remark]:
    """`from torch import nn`, `from .layers import *`."""
    if only_for_types(node, file) and not any(alias.name == "*" for alias in node.names):
        return
    module = file.source.absolute(node.module, node.level)
    own = file.project.is_own(module)
    for alias in node.names:
        if not own and alias.name == "*":
            if not file.tables.is_allowed(module):
                yield node, file.tables.advise(module)
            elif file.tables.members.get(module) != EVERYTHING:
                yield node, STAR
        elif not own:
            yield from imported(place(node, alias), f"{module}.{alias.name}", file)
        yield from bound(node, alias, file)


def place(node: ast.stmt, alias: ast.alias) -> ast.AST:
    """The statement, or the name alone if the statement goes over several lines."""
    return node if node.lineno == node.end_lineno else alias


def imported(node: ast.AST, path: str, file: File) -> Iterator[Remark]:
    """One dotted name that a statement imports."""
    root = path.partition(".")[0]
    if not file.project.is_own(root) and not file.tables.is_allowed(path):
        yield node, file.tables.advise(path)


def bound(node: ast.stmt, alias: ast.alias, file: File) -> Iterator[Remark]:
    """The name that the import binds."""
    name = alias.asname or alias.name
    if name.startswith("__") and name not in file.tables.definitions:
        yield node, RESERVED
    if file.scope(node).kind == "class":
        yield node, IN_CLASS


def only_for_types(node: ast.AST, file: File) -> bool:
    """Whether the statement stands under `if TYPE_CHECKING:`: whoever lets it run cannot use a name that it binds."""
    parent = file.parent(node)
    while isinstance(parent, ast.If):
        if file.paths(parent.test) == {"typing.TYPE_CHECKING"} and node in parent.body:
            return True
        node, parent = parent, file.parent(parent)
    return False
