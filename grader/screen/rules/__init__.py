"""The rules: each takes a node and its file, and yields what there is to say about it."""

import ast
from collections.abc import Callable, Iterator

from ..submission import File, Remark
from .attributes import attribute, class_pattern
from .calls import call, power
from .classes import annotations, class_statement, definition, registration
from .imports import import_from, import_plain
from .literals import dictionary, keyword, literal, subscript
from .names import elsewhere, name

Rule = Callable[..., Iterator[Remark]]

RULES: dict[type[ast.AST], tuple[Rule, ...]] = {
    ast.Import: (import_plain,),
    ast.ImportFrom: (import_from,),
    ast.Name: (name,),
    ast.Attribute: (attribute, registration),
    ast.Call: (call,),
    ast.keyword: (keyword,),
    ast.Dict: (dictionary,),
    ast.Subscript: (subscript,),
    ast.Constant: (literal,),
    ast.BinOp: (power,),
    ast.MatchClass: (class_pattern,),
    ast.ClassDef: (class_statement, definition),
    ast.FunctionDef: (definition, annotations),
    ast.AsyncFunctionDef: (definition, annotations),
    ast.AnnAssign: (annotations,),
    ast.Global: (elsewhere,),
    ast.Nonlocal: (elsewhere,),
}


def remarks(file: File) -> Iterator[Remark]:
    """Everything that the rules say about a file, in source order."""
    for node, _ in file.source.nodes:
        for rule in RULES.get(type(node), ()):
            yield from rule(node, file)
