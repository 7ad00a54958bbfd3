"""The solution's source → what students start from: signatures, types and docstrings stay, bodies go.

    source + what to write + what to keep  →  source

Names are qualified within the file (`Linear.forward`). A class that is to be written stands for all of its public
methods. What is neither to be written nor kept, such as helpers and constants, is left out; imports stay, and so does
`if __name__ == "__main__"`.
"""

import ast
import builtins
from collections.abc import Iterable, Iterator

import libcst as cst


def stubbed(source: str, write: Iterable[str], keep: Iterable[str] = ()) -> tuple[str, set[str]]:
    """The stubs of a file, and the names that it uses up; the same source always gives the same stubs."""
    maker = _Maker(frozenset(write), frozenset(keep))
    module = cst.parse_module(source).visit(maker)
    return module.code, maker.found


def unbound(source: str) -> set[str]:
    """Names that are asked for when the file is imported, and that nothing in it binds."""
    tree = ast.parse(source)
    names = [node for node in _at_import(tree) if isinstance(node, ast.Name)]
    bound = {node.id for node in names if isinstance(node.ctx, ast.Store)} | set(dir(builtins)) | {"__name__"}
    for node in _at_import(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            bound |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            bound.add(node.name)
    return {node.id for node in names} - bound if "*" not in bound else set()


def _at_import(node: ast.AST) -> Iterator[ast.AST]:
    """All but the bodies of functions."""
    yield node
    for name, field in ast.iter_fields(node):
        if not (isinstance(node, ast.FunctionDef | ast.Lambda) and name == "body"):
            for each in field if isinstance(field, list) else [field]:
                if isinstance(each, ast.AST):
                    yield from _at_import(each)


class _Maker(cst.CSTTransformer):
    """Walks over the top level and into the classes, never into a function."""

    def __init__(self, write: frozenset[str], keep: frozenset[str]) -> None:
        self._write, self._keep = write, keep
        self._inside: list[str] = []
        self.found: set[str] = set()

    def visit_ClassDef(self, node: cst.ClassDef) -> bool:
        """Remember whose methods come."""
        self._inside.append(node.name.value)
        return True

    def leave_ClassDef(
        self, original_node: cst.ClassDef, updated_node: cst.ClassDef
    ) -> cst.ClassDef | cst.RemovalSentinel:
        """Keep the class if it is listed."""
        self._inside.pop()
        name = original_node.name.value
        if name not in self._write | self._keep:
            return cst.RemoveFromParent()
        self.found.add(name)
        return original_node if name in self._keep else updated_node

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        """Bodies are replaced as a whole."""
        return False

    def leave_FunctionDef(
        self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
    ) -> cst.FunctionDef | cst.RemovalSentinel:
        """Keep it, stub it, or leave it out."""
        own = original_node.name.value
        name = ".".join([*self._inside, own])
        public = not own.startswith("_") or own.startswith("__")
        if name in self._keep:
            self.found.add(name)
            return original_node
        if name in self._write or (public and self._inside and self._inside[0] in self._write):
            self.found.add(name)
            return updated_node.with_changes(body=_stub(original_node, name))
        return cst.RemoveFromParent()

    def visit_If(self, node: cst.If) -> bool:
        """What makes a file a script stays as it is."""
        return not _starts_script(node)

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> cst.SimpleStatementLine | cst.RemovalSentinel:
        """Imports, what is to be kept and the docstring that opens a file or a class stay."""
        statement = original_node.body[0]
        name = _assigned(statement)
        if name in self._keep and not self._inside:
            self.found.add(name)
            return updated_node
        if isinstance(statement, cst.Import | cst.ImportFrom) or _text(statement):
            return updated_node
        return cst.RemoveFromParent()

    def leave_Module(self, original_node: cst.Module, updated_node: cst.Module) -> cst.Module:
        """Texts that stood under a constant go with it."""
        body = [
            statement
            for place, statement in enumerate(updated_node.body)
            if place == 0 or not (isinstance(statement, cst.SimpleStatementLine) and _text(statement.body[0]))
        ]
        return updated_node.with_changes(body=body)


def _stub(function: cst.FunctionDef, name: str) -> cst.IndentedBlock:
    """The docstring, then the exception that says what is still to be written."""
    body = function.body.body
    first = body[0] if body and isinstance(body[0], cst.SimpleStatementLine) else None
    docstring = (
        [first.with_changes(trailing_whitespace=cst.TrailingWhitespace())] if first and _text(first.body[0]) else []
    )
    return cst.IndentedBlock(body=[*docstring, cst.parse_statement(f'raise NotImplementedError("{name}")')])


def _starts_script(node: cst.If) -> bool:
    """Whether it reads `if __name__ == "__main__":`."""
    return isinstance(node.test, cst.Comparison) and node.test.left.deep_equals(cst.Name("__name__"))


def _assigned(statement: cst.BaseSmallStatement) -> str:
    """The name that a plain assignment gives a meaning to."""
    target = statement.targets[0].target if isinstance(statement, cst.Assign) else None
    return target.value if isinstance(target, cst.Name) else ""


def _text(statement: cst.BaseSmallStatement) -> bool:
    """Whether it is nothing but a string."""
    return isinstance(statement, cst.Expr) and isinstance(statement.value, cst.SimpleString | cst.ConcatenatedString)
