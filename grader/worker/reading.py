"""A submission's source, read so that plain numbers err, too: `a * b` becomes `inexact(a * b)`.

What it calls stands in the code itself, as a constant: no name leads there that a submission could look up or replace.
A line that raised in rough arithmetic alone is read as if it said nothing: whoever checks twelve digits is right, and
his derivative is looked at all the same.
"""

import ast
import copy
from collections.abc import Callable, Collection
from types import CodeType
from typing import Any

_compile, _replace = compile, CodeType.replace  # as they were
VALUE = "\0value\0"  # in a code's constants, until a function takes the place
TREE = ast.PyCF_ONLY_AST
OWNER, KEY = "__owner__", "__key__"  # where the two parts of `owner[key] += value` are kept


def read(
    source: Any, path: str, silent: Collection[int], value: Callable[[Any], Any], mode: str = "exec", flags: int = 0
) -> CodeType:
    """Compile a source with `value` round each operation on two values."""
    return bound(unbound(source, path, silent, mode, flags), value)


def unbound(source: Any, path: str, silent: Collection[int], mode: str = "exec", flags: int = 0) -> CodeType:
    """The same with `VALUE` in its place."""
    parsed = copy.deepcopy(source) if isinstance(source, ast.AST) else _compile(source, path, mode, flags | TREE, True)
    return _compile(Reading(silent).visit(parsed), path, mode, flags, True)  # type: ignore[no-any-return]


def bound(code: CodeType, value: Callable[[Any], Any]) -> CodeType:
    """The code, and all code in it, with the function where its place was."""

    def put(constant: Any) -> Any:
        if isinstance(constant, CodeType):
            return bound(constant, value)
        return value if type(constant) is str and constant == VALUE else constant

    return _replace(code, co_consts=tuple(map(put, code.co_consts)))


class Reading(ast.NodeTransformer):
    """Source text with calls round each operation on two values; `silent` lines raise nothing."""

    def __init__(self, silent: Collection[int] = ()) -> None:
        self._silent = silent

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        """`a * b` → `inexact(a * b)`."""
        self.generic_visit(node)
        return _call(node)

    def visit_MatchValue(self, node: ast.MatchValue) -> ast.AST:
        """A pattern holds no call."""
        return node

    def visit_Assert(self, node: ast.Assert) -> ast.Expr:
        """`assert a` → `a`: who asserts twelve digits is right, though not here (see `rough.assent`)."""
        self.generic_visit(node)
        return ast.copy_location(ast.Expr(node.test), node)

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        """`raise a` → `pass`, where it raised in rough arithmetic alone."""
        self.generic_visit(node)
        if any(node.lineno <= line <= (node.end_lineno or 0) for line in self._silent):
            return ast.copy_location(ast.Pass(), node)
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> list[ast.stmt]:
        """`a += b` → `a += b; a = inexact(a)`: a tensor keeps its identity. What `a` is part of is found once."""
        self.generic_visit(node)
        before: list[ast.stmt] = []

        def once(name: str, part: ast.expr) -> ast.expr:
            before.append(ast.Assign([ast.Name(name, ast.Store())], part))
            return ast.Name(name, ast.Load())

        match node.target:
            case ast.Attribute(value=owner) as target:
                target.value = once(OWNER, owner)
            case ast.Subscript(value=owner, slice=key) as target:
                target.value = once(OWNER, owner)
                if not isinstance(key, ast.Slice | ast.Tuple):
                    target.slice = once(KEY, key)
        again = ast.Assign([node.target], _call(_loaded(node.target)))
        return [ast.fix_missing_locations(ast.copy_location(each, node)) for each in (*before, node, again)]


def _loaded(target: ast.Name | ast.Attribute | ast.Subscript) -> ast.expr:
    """The target of an assignment, read."""
    loaded = copy.copy(target)
    loaded.ctx = ast.Load()
    return loaded


def _call(node: ast.expr) -> ast.Call:
    """`inexact(node)`, at the node's place."""
    # The compiler warns of a text that is called, though not of one that is chosen; it leaves no choice in the code.
    called = ast.IfExp(ast.Constant(True), ast.Constant(VALUE), ast.Constant(None))
    call = ast.Call(called, [node], [])
    return ast.fix_missing_locations(ast.copy_location(call, node) if hasattr(node, "lineno") else call)
