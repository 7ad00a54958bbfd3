"""The screen's reading of one file: its syntax tree, and for each name where it can have been bound.

Python decides by scope what a name means, so an alias can only be followed scope by scope: `t = torch` in one
function says nothing about a parameter `t` in another. One walk over the tree notes the parent and the scope of each
node; nothing is judged here.
"""

import ast
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

ScopeKind = Literal["module", "class", "function", "comprehension"]
Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


@dataclass(frozen=True, slots=True)
class Binding:
    """One place that binds a name: by an import, `name = value`, `for name in values`, as a parameter, or otherwise."""

    how: Literal["import", "from", "value", "loop", "class", "handler", "argument", "other"]
    scope: "Scope"
    node: ast.expr | None = None  # the value, or what is looped over
    module: str = ""  # import: the dotted name; from: the module
    name: str = ""  # from: the name in that module; argument: the parameter
    place: int | None = None  # loop: which of `for a, b in values`


@dataclass(eq=False, slots=True)
class Scope:
    """A stretch of code in which names mean the same."""

    kind: ScopeKind
    parent: "Scope | None"
    node: ast.AST
    mangling: str = ""  # what Python puts before `__name` in a class
    bound: dict[str, list[Binding]] = field(default_factory=dict)
    elsewhere: dict[str, str] = field(default_factory=dict)  # name → "global" or "nonlocal"
    stars: list[str] = field(default_factory=list)  # modules of `from module import *`

    def spelled(self, name: str) -> str:
        """The name as Python looks it up: inside of `class C`, `__x` is `_C__x`."""
        hidden = self.mangling and name.startswith("__") and not name.endswith("__")
        return self.mangling + name if hidden else name

    def bind(self, name: str, binding: Binding) -> None:
        """Note that `name` can mean this, in the scope that owns it."""
        owner, name = self, self.spelled(name)
        match self.elsewhere.get(name):
            case "global":
                owner = self.module()
            case "nonlocal":
                for outer in self.outward():  # whichever function it is: all of them, to be safe
                    if outer.kind == "function":
                        outer.bound.setdefault(name, []).append(binding)
                return
        owner.bound.setdefault(name, []).append(binding)

    def outward(self) -> "list[Scope]":
        """The scopes around this one, from the nearest to the module."""
        found, scope = [], self.parent
        while scope is not None:
            found.append(scope)
            scope = scope.parent
        return found

    def module(self) -> "Scope":
        """The scope of the whole file."""
        return self.outward()[-1] if self.parent else self

    def body(self) -> "Scope":
        """The scope in which `:=` binds: comprehensions let it through."""
        scope = self
        while scope.kind == "comprehension" and scope.parent:
            scope = scope.parent
        return scope


class Source:
    """One parsed file: each node in source order with its scope, and each node's parent."""

    def __init__(self, path: str, code: bytes) -> None:
        self.path = path
        parts = path.removesuffix(".py").split("/")
        self.is_package = parts[-1] == "__init__"
        self.module = ".".join(parts[:-1] if self.is_package else parts)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.tree = ast.parse(code, path)
        self.nodes: list[tuple[ast.AST, Scope]] = []
        self.parent: dict[ast.AST, ast.AST] = {}
        self.scope = Scope("module", None, self.tree)
        self._children(self.tree, self.scope)

    def absolute(self, module: str | None, level: int) -> str:
        """The dotted name that `from ..module import` means in this file."""
        if not level:
            return module or ""
        parts = self.module.split(".")
        parts = parts[: len(parts) - level + self.is_package]
        return ".".join([*parts, *([module] if module else [])])

    def _children(self, node: ast.AST, scope: Scope) -> None:
        for child in ast.iter_child_nodes(node):
            self._walk(child, node, scope)

    def _walk(self, node: ast.AST, parent: ast.AST, scope: Scope) -> None:
        if isinstance(node, ast.expr_context | ast.operator):
            return
        self.nodes.append((node, scope))
        self.parent[node] = parent
        handler = _HANDLERS.get(type(node))
        if handler is None:
            self._children(node, scope)
        else:
            handler(self, node, scope)

    def _each(self, nodes: "list[ast.expr] | list[ast.stmt]", parent: ast.AST, scope: Scope) -> None:
        for node in nodes:
            self._walk(node, parent, scope)

    # --- what opens a scope ---

    def _function(self, node: Function, scope: Scope) -> None:
        inner = Scope("function", scope, node, scope.mangling)
        arguments = node.args
        if not isinstance(node, ast.Lambda):
            scope.bind(node.name, Binding("other", scope))
            self._each(node.decorator_list, node, scope)
            if node.returns:
                self._walk(node.returns, node, scope)
        self._each([value for value in (*arguments.defaults, *arguments.kw_defaults) if value], node, scope)
        for argument in every_argument(arguments):
            how: Literal["argument", "other"] = (
                "other" if argument in (arguments.vararg, arguments.kwarg) else "argument"
            )
            inner.bind(argument.arg, Binding(how, inner, name=argument.arg))
            self._walk(argument, node, scope)
        self._type_parameters(node, inner)
        self._each(node.body if isinstance(node.body, list) else [node.body], node, inner)

    def _class(self, node: ast.ClassDef, scope: Scope) -> None:
        scope.bind(node.name, Binding("class", scope))
        bare = node.name.lstrip("_")
        inner = Scope("class", scope, node, f"_{bare}" if bare else "")
        self._type_parameters(node, inner)
        self._each([*node.decorator_list, *node.bases], node, scope)
        for keyword in node.keywords:
            self._walk(keyword, node, scope)
        self._each(node.body, node, inner)

    def _type_parameters(self, node: ast.AST, inner: Scope) -> None:
        for parameter in getattr(node, "type_params", ()):  # Python 3.12
            inner.bind(parameter.name, Binding("other", inner))
            self._walk(parameter, node, inner)

    def _comprehension(self, node: Comprehension, scope: Scope) -> None:
        inner = Scope("comprehension", scope, node, scope.mangling)
        for index, generator in enumerate(node.generators):
            self._walk(generator.iter, generator, scope if index == 0 else inner)
            self._loop(generator.target, generator.iter, inner)
            self._walk(generator.target, generator, inner)
            self._each(generator.ifs, generator, inner)
        for value in (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,):
            self._walk(value, node, inner)

    # --- what binds a name ---

    def _assign(self, node: ast.Assign, scope: Scope) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name):
                scope.bind(target.id, Binding("value", scope, node.value))
        self._children(node, scope)

    def _annotated(self, node: ast.AnnAssign, scope: Scope) -> None:
        if isinstance(node.target, ast.Name) and node.value:
            scope.bind(node.target.id, Binding("value", scope, node.value))
        self._children(node, scope)

    def _walrus(self, node: ast.NamedExpr, scope: Scope) -> None:
        scope.body().bind(node.target.id, Binding("value", scope, node.value))
        self._children(node, scope)

    def _loop(self, target: ast.expr, values: ast.expr, scope: Scope) -> None:
        if isinstance(target, ast.Name):
            scope.bind(target.id, Binding("loop", scope, values))
        for place, name in enumerate(unpacked(target)):
            scope.bind(name.id, Binding("loop", scope, values, place=place))

    def _for(self, node: ast.For, scope: Scope) -> None:
        self._loop(node.target, node.iter, scope)
        self._children(node, scope)

    def _name(self, node: ast.Name, scope: Scope) -> None:
        """A name that is bound by none of the above: `with ... as name`, `a, b = ...`, `name += ...`, `del name`."""
        if isinstance(node.ctx, ast.Load):
            return
        match self.parent[node]:
            case ast.Assign() | ast.NamedExpr() | ast.For() | ast.comprehension():
                return
            case ast.AnnAssign():
                return  # `x: int` alone binds nothing
            case ast.Tuple() as names if unpacked(names) and isinstance(
                self.parent[names], ast.For | ast.comprehension
            ):
                return
        scope.bind(node.id, Binding("other", scope))

    def _import(self, node: ast.Import, scope: Scope) -> None:
        for alias in node.names:
            module = alias.name if alias.asname else alias.name.partition(".")[0]
            scope.bind(alias.asname or module, Binding("import", scope, module=module))
        self._children(node, scope)

    def _import_from(self, node: ast.ImportFrom, scope: Scope) -> None:
        module = self.absolute(node.module, node.level)
        for alias in node.names:
            if alias.name == "*":
                scope.stars.append(module)
            else:
                scope.bind(alias.asname or alias.name, Binding("from", scope, module=module, name=alias.name))
        self._children(node, scope)

    def _elsewhere(self, node: ast.Global | ast.Nonlocal, scope: Scope) -> None:
        names = map(scope.spelled, node.names)
        scope.elsewhere.update(dict.fromkeys(names, "global" if isinstance(node, ast.Global) else "nonlocal"))

    def _handler(self, node: ast.ExceptHandler, scope: Scope) -> None:
        if node.name:
            scope.bind(node.name, Binding("handler", scope))
        self._children(node, scope)

    def _pattern(self, node: ast.MatchAs | ast.MatchStar | ast.MatchMapping, scope: Scope) -> None:
        name = node.rest if isinstance(node, ast.MatchMapping) else node.name
        if name:
            scope.bind(name, Binding("other", scope))
        self._children(node, scope)


def unpacked(target: ast.expr) -> list[ast.Name]:
    """The names in `for a, b in values`, if these are names alone."""
    names = [part for part in target.elts if isinstance(part, ast.Name)] if isinstance(target, ast.Tuple) else []
    return names if isinstance(target, ast.Tuple) and len(names) == len(target.elts) else []


def every_argument(arguments: ast.arguments) -> list[ast.arg]:
    """All parameters of a function, in any position."""
    single = [argument for argument in (arguments.vararg, arguments.kwarg) if argument]
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *single]


_HANDLERS: dict[type[ast.AST], Callable[..., None]] = {
    ast.FunctionDef: Source._function, ast.AsyncFunctionDef: Source._function, ast.Lambda: Source._function,
    ast.ClassDef: Source._class,
    ast.ListComp: Source._comprehension, ast.SetComp: Source._comprehension,
    ast.DictComp: Source._comprehension, ast.GeneratorExp: Source._comprehension,
    ast.Assign: Source._assign, ast.AnnAssign: Source._annotated, ast.NamedExpr: Source._walrus,
    ast.For: Source._for, ast.AsyncFor: Source._for, ast.Name: Source._name,
    ast.Import: Source._import, ast.ImportFrom: Source._import_from,
    ast.Global: Source._elsewhere, ast.Nonlocal: Source._elsewhere,
    ast.ExceptHandler: Source._handler,
    ast.MatchAs: Source._pattern, ast.MatchStar: Source._pattern, ast.MatchMapping: Source._pattern,
}  # fmt: skip
