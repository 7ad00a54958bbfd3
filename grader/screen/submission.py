"""What the rules ask about the submission as a whole, and about the file and the node that they look at."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from .meaning import Project
from .scopes import Scope, Source, every_argument
from .tables import Advice, Tables
from .uses import Uses

Remark = tuple[ast.AST, Advice]
"""A node, and what there is to say about it."""

PLAIN_CLASSES = frozenset(
    ("bool", "bytearray", "bytes", "dict", "float", "frozenset", "int", "list", "set", "str", "tuple")
)
RECORDS = frozenset(("NamedTuple", "SimpleNamespace", "namedtuple"))
SHOWN = 80  # characters of the offending text


@dataclass(slots=True)
class Habits:
    """What a submission defines itself, collected before any rule is asked."""

    attributes: set[str] = field(default_factory=set)  # names of its own attributes and methods
    backward_arguments: set[str] = field(default_factory=set)
    backward_alone: bool = False  # it has a `backward` that takes nothing
    globals: set[str] = field(default_factory=set)  # names that its modules define
    fragile: bool = False  # dataclasses or positional patterns: both obey class attributes
    dispatches: bool = False  # `functools.singledispatch`, which evaluates annotations
    uses: Uses = field(default_factory=Uses)

    def read(self, source: Source) -> None:
        """Add what one file defines."""
        self.globals |= set(source.scope.bound)
        for node, scope in source.nodes:
            match node:
                case ast.Attribute(ctx=ast.Store()):
                    self._add(node.attr, scope)
                case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() if scope.kind == "class":
                    self._add(node.name, scope)
                    if node.name == "backward" and not isinstance(node, ast.ClassDef):
                        self._backward(node.args)
                case ast.Name(ctx=ast.Store()) if scope.kind == "class":
                    self._add(node.id, scope)
                    if node.id == "__slots__":
                        self._strings(source.parent[node], scope)
                case ast.Call(func=ast.Name(id="setattr") | ast.Attribute(attr="__setattr__"), args=[_, name, *_]):
                    self._strings(name, scope)
                case ast.Call(func=ast.Name(id=maker) | ast.Attribute(attr=maker)) if maker in RECORDS:
                    self._record(node, scope)
                case ast.alias(name="dataclass" | "dataclasses"):
                    self.fragile = True
                case ast.alias(name=name) | ast.Attribute(attr=name) if name.startswith("singledispatch"):
                    self.dispatches = True
                case ast.MatchClass(patterns=[_, *_], cls=cls):
                    self.fragile |= not (isinstance(cls, ast.Name) and cls.id in PLAIN_CLASSES)
            self.uses.note(node, scope, source)

    def _add(self, name: str, scope: Scope) -> None:
        self.attributes |= {name, scope.spelled(name)}

    def _strings(self, node: ast.AST, scope: Scope) -> None:
        for part in ast.walk(node):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                self._add(part.value, scope)

    def _record(self, call: ast.Call, scope: Scope) -> None:
        """The fields of `namedtuple("Parameter", "value grad")` and `SimpleNamespace(value=w, grad=dw)`."""
        for name in (keyword.arg for keyword in call.keywords if keyword.arg):
            self._add(name, scope)
        for part in (part for fields in call.args[1:2] for part in ast.walk(fields)):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                for name in part.value.replace(",", " ").split():
                    self._add(name, scope)

    def _backward(self, arguments: ast.arguments) -> None:
        needed = len(arguments.posonlyargs) + len(arguments.args) - len(arguments.defaults)
        self.backward_alone |= needed <= 1 and not arguments.vararg and None not in arguments.kw_defaults
        self.backward_arguments |= {argument.arg for argument in every_argument(arguments)}


@dataclass(frozen=True, slots=True)
class File:
    """One file with everything that a rule may ask."""

    source: Source
    project: Project
    tables: Tables
    habits: Habits

    @property
    def script(self) -> bool:
        """Whether this is `test.py`, which may do more."""
        return self.source.path == "test.py"

    def scope(self, node: ast.AST) -> Scope:
        """The scope that the node stands in."""
        return self.project.scope_of[node]

    def parent(self, node: ast.AST) -> ast.AST:
        """The node around this one."""
        return self.source.parent.get(node, self.source.tree)

    def paths(self, node: ast.AST | None) -> frozenset[str]:
        """The dotted names that the expression can mean."""
        return self.project.paths(node)

    def means(self, node: ast.AST | None, *paths: str) -> bool:
        """Whether the expression can mean one of these dotted names."""
        return not self.project.paths(node).isdisjoint(paths)

    def strings(self, node: ast.AST | None) -> list[str] | None:
        """The strings that the expression can be, if that is certain."""
        values = self.project.constants(node)
        if values is None or not all(isinstance(value, str) for value in values):
            return None
        return sorted(str(value) for value in values)

    def is_base(self, node: ast.AST) -> bool:
        """Whether the node stands before a dot."""
        parent = self.parent(node)
        return isinstance(parent, ast.Attribute) and parent.value is node

    def is_called(self, node: ast.AST) -> ast.Call | None:
        """The call whose function this node is."""
        parent = self.parent(node)
        return parent if isinstance(parent, ast.Call) and parent.func is node else None

    def whole(self, node: ast.AST) -> ast.AST:
        """The longest dotted expression that begins with the node: `torch.nn.Linear` for its `torch.nn`."""
        while self.is_base(node):
            node = self.parent(node)
        return node

    def forbidden(self, node: ast.AST | None) -> str | None:
        """A forbidden dotted name that the expression can mean."""
        for path in sorted(self.project.paths(node)):
            if not self.project.is_own(path) and not self.tables.is_allowed(path):
                return path
        return None

    def is_module(self, path: str) -> bool:
        """Whether a dotted name is that of a module, of the submission or outside of it."""
        return self.project.is_own(path) or self.tables.is_module(path)

    def refuse(self, node: ast.AST) -> Iterator[Remark]:
        """Say what is wrong with a forbidden name, in its longest form."""
        whole = self.whole(node)
        path = self.forbidden(whole) or self.forbidden(node)
        if path:
            yield whole, self.tables.advise(path)

    def text(self, node: ast.AST) -> str:
        """The source of a node, on one line."""
        if isinstance(node, ast.alias | ast.arg | ast.keyword):
            shown = ast.unparse(node)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            shown = f"{'class' if isinstance(node, ast.ClassDef) else 'def'} {node.name}"
        else:
            shown = ast.unparse(node)
        self.project.spend(len(shown))
        shown = " ".join(shown.split())
        return shown if len(shown) <= SHOWN else shown[: SHOWN - 1] + "…"


def is_false(node: ast.AST | None) -> bool:
    """Whether the expression is the literal False."""
    return isinstance(node, ast.Constant) and node.value is False


def is_dunder(name: str) -> bool:
    """Whether Python reserves the name."""
    return name.startswith("__") and name.endswith("__") and len(name) > 4
