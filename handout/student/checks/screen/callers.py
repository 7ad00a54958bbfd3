"""What a parameter can be, where every caller writes it out: `self._gather("param")` for `def _gather(self, name)`.

Callers are found by the last name that they call, in all files. That is certain only as long as nobody gets hold of
the function otherwise: as a value, by a string, or under another name. Then nothing is known of its parameters.
"""

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .scopes import Binding

if TYPE_CHECKING:
    from .meaning import Constant, Project

READERS = {"builtins.getattr": slice(1, 2), "operator.attrgetter": slice(None), "operator.methodcaller": slice(1)}
"""Who reads attributes by a string, and in which of the arguments it stands."""


class Callers:
    """All calls of one submission, by the name that is called."""

    def __init__(self, project: "Project") -> None:
        self._project = project
        self._calls: dict[str, list[ast.Call]] = {}
        self._loose: set[str] = set()  # names of functions that somebody gets hold of other than by calling them
        self._known = True  # every string by which an attribute is read
        self._makers: list[ast.expr] = []  # metaclasses, which get hold of all methods
        self._open: set[tuple[ast.AST, str]] = set()
        for source in project.sources.values():
            for node, _ in source.nodes:
                self._note(node, source.parent[node])

    def _note(self, node: ast.AST, parent: ast.AST) -> None:
        match node:
            case ast.Call():
                self._calls.setdefault(last_name(node.func), []).append(node)
            case ast.Name(ctx=ast.Load()) | ast.Attribute(ctx=ast.Load()):
                if not (isinstance(parent, ast.Call) and parent.func is node):
                    self._loose.add(last_name(node))
            case ast.alias(name=name, asname=str()) | ast.Constant(value=str() as name):
                self._loose.add(name)
            case ast.MatchClass(kwd_attrs=names):
                self._loose |= set(names)
            case ast.keyword(arg="metaclass" | None, value=maker) if isinstance(parent, ast.ClassDef):
                self._makers.append(maker)

    def look(self) -> None:
        """Learn which functions are read by a string; where one is not known, it could be any of them."""
        self._known &= all(self._project.paths(maker) == {"abc.ABCMeta"} for maker in self._makers)
        calls = [call for called in self._calls.values() for call in called]
        for call in calls:
            for name in self._project.paths(call.func) & READERS.keys():
                found = self._project.union(call.args[READERS[name]])
                self._known &= found is not None and not call.keywords
                self._loose |= {value for value in found or () if isinstance(value, str)}

    def strings(self, binding: Binding) -> "frozenset[Constant] | None":
        """Every string that the parameter can be; None if that is not certain."""
        function = binding.scope.node
        if not isinstance(function, ast.FunctionDef) or function.name.startswith("__"):
            return None
        if not all(self._is_static(decorator) for decorator in function.decorator_list):
            return None
        if (function, binding.name) in self._open:  # a function that hands on its own parameter adds nothing
            return frozenset()
        if not self._known or function.name in self._loose:
            return None
        self._open.add((function, binding.name))
        given = list(self._given(function, binding))
        found = self._project.union(given) if given else None
        self._open.discard((function, binding.name))
        return found if found and all(isinstance(value, str) for value in found) else None

    def _is_static(self, decorator: ast.expr) -> bool:
        return self._project.paths(decorator) == {"builtins.staticmethod"}

    def _given(self, function: ast.FunctionDef, binding: Binding) -> Iterator[ast.expr | None]:
        """What callers give for the parameter, and its default; None for what cannot be told."""
        arguments, name = function.args, binding.name
        names = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args)]
        required = len(names) - len(arguments.defaults)
        defaults = dict(zip(names[required:], arguments.defaults, strict=True))
        defaults |= {a.arg: d for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if d}
        if name in defaults:
            yield defaults[name]
        outer = binding.scope.parent
        method = outer is not None and outer.kind == "class" and not function.decorator_list
        for call in self._calls.get(function.name, ()):
            if any(isinstance(a, ast.Starred) for a in call.args) or any(k.arg is None for k in call.keywords):
                yield None
            yield from (keyword.value for keyword in call.keywords if keyword.arg == name)
            unbound = len(call.args) + len(call.keywords) >= required
            for skipped in (1, 0) if method and unbound else (int(method),):
                yield from call.args[names.index(name) - skipped :][:1] if name in names else ()


def last_name(node: ast.expr) -> str:
    """`forward` for `layer.forward`; empty for what is no name."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""
