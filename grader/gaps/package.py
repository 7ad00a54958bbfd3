"""The file that makes a folder a package, where one of its imports fails: the rest of it is exported all the same.

Places are cut out and lines stay where they are, so that what is said of a line later is still true of it.
"""

import ast
from collections.abc import Iterator

Cut = tuple[ast.stmt | ast.expr, bytes]  # a place in the text, and what takes its place


def without_statement(code: bytes, tree: ast.Module, line: int) -> tuple[bytes, list[str]] | None:
    """The text without the import at `line`, and the names that it would have brought; None where there is none."""
    found = _import(tree, line)
    if found is None:
        return None
    names = [alias.asname or alias.name for alias in found.names]
    return _cut(code, [(found, b"pass"), *_exports(tree, names)]), names


def without_name(code: bytes, tree: ast.Module, line: int, name: str) -> bytes | None:
    """The text without one name of the import at `line`; None where that is none of it."""
    found = _import(tree, line)
    if not isinstance(found, ast.ImportFrom) or all(alias.name != name for alias in found.names):
        return None
    gone = [alias.asname or alias.name for alias in found.names if alias.name == name]
    kept = [alias for alias in found.names if alias.name != name]
    rest = ast.unparse(ast.ImportFrom(found.module, kept, found.level)).encode() if kept else b"pass"
    return _cut(code, [(found, rest), *_exports(tree, gone)])


def defined(code: bytes) -> set[str]:
    """The names at the top of a text of ours."""
    names: set[str] = set()
    for node in ast.parse(code).body:
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
                names.add(name)
            case ast.Import(names=found) | ast.ImportFrom(names=found):
                names |= {alias.asname or alias.name for alias in found}
            case ast.Assign():
                names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
            case ast.AnnAssign(target=ast.Name(id=name)):
                names.add(name)
    return names


def _import(tree: ast.Module, line: int) -> ast.Import | ast.ImportFrom | None:
    """The import that stands at a line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom) and node.lineno <= line <= (node.end_lineno or 0):
            return node
    return None


def _exports(tree: ast.Module, names: list[str]) -> Iterator[Cut]:
    """These names in `__all__`: a star import asks for every one of them."""
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id="__all__")], value=ast.List(elts=items) | ast.Tuple(elts=items)):
                for item in items:
                    if isinstance(item, ast.Constant) and item.value in names:
                        yield item, b"*()"


def _cut(code: bytes, cuts: list[Cut]) -> bytes:
    """The text with something else at some of its places, the later first, and no line more or less."""
    lines = code.splitlines(keepends=True)
    for node, instead in sorted(cuts, key=lambda cut: (cut[0].lineno, cut[0].col_offset), reverse=True):
        first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
        before, after = lines[first][: node.col_offset], lines[last][node.end_col_offset :]
        lines[first : last + 1] = [before + instead + after, *[b"\n"] * (last - first)]
    return b"".join(lines)
