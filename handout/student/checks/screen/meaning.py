"""What an expression can mean: dotted paths (`torch.nn.Linear`, `builtins.getattr`) and constants, across all files.

Everything is an over-approximation of what can happen at run time: of several bindings of a name all count, and an
expression whose constants are not certain has none (`None`). So a rule may forbid on what is found here, and may allow
only on constants.
"""

import ast
import builtins
import itertools
import operator
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any

from .callers import Callers
from .scopes import Binding, Scope, Source

Constant = str | bytes | int | float | complex | bool | None
PATHLESS: frozenset[str] = frozenset()
BUILTINS = frozenset(dir(builtins))
ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Div: operator.truediv,
}  # fmt: skip
MANY = 64  # more possible constants than this are as good as unknown
LONG = 1_000  # so are longer texts: no name is
STEPS = 1_000_000  # of reading one submission, a few seconds; an honest one takes a hundredth


class TangledError(Exception):
    """Names lead to names in so many ways that nobody has the time to follow them."""


class Project:
    """The files of one submission, and what names in them mean."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self.sources = {source.module: source for source in sources}
        self.scope_of = {node: scope for source in self.sources.values() for node, scope in source.nodes}
        self._paths: dict[ast.AST, frozenset[str]] = {}
        self._open: set[object] = set()  # being resolved: a name may be bound to itself
        self._counting: set[object] = set()
        self._steps = STEPS
        self.overwritten: set[str] = set()  # names that one module sets in another one
        self._note_overwritten()
        self.callers = Callers(self)
        with suppress(TangledError):  # the rules will meet the tangle, too, and say in which file it is
            self.callers.look()

    def _note_overwritten(self) -> None:
        """`module.NAME = value`, from wherever."""
        for node in self.scope_of:
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and self.paths(node.value):
                self.overwritten.add(node.attr)

    def spend(self, steps: int) -> None:
        """Count what reading costs, where a few lines can cost much; `TangledError` when it is too much."""
        self._steps -= steps
        if self._steps < 0:
            raise TangledError

    def is_own(self, path: str) -> bool:
        """Whether the path is a module of the submission, or would be one, were its file there and Python.

        `test.py` is none: more may be named there than anybody who imports it may.
        """
        return (path in self.sources and path != "test") or f"{path}.".startswith("framework.")

    # --- names ---

    def bindings(self, name: str, scope: Scope) -> list[Binding]:
        """Every binding that a name can have here, by Python's rules of scope."""
        found = self._bindings(scope.spelled(name), scope)
        self.spend(1 + len(found))
        return found

    def _bindings(self, name: str, scope: Scope) -> list[Binding]:
        found: list[Binding] = []
        for step, here in enumerate([scope, *scope.outward()]):
            if here.elsewhere.get(name) == "global":
                return found + self.exported(name, scope.module())
            if here.kind == "module":
                return found + self.exported(name, here)
            hidden = here.kind == "class" and step > 0 and scope.kind != "comprehension"
            if name in here.bound and not hidden:
                found += here.bound[name]
                if here.kind != "class":  # a class body falls through to the names around it
                    return found
        return found

    def exported(self, name: str, module: Scope) -> list[Binding]:
        """The bindings of a module's name, its star imports included."""
        found = list(module.bound.get(name, ()))
        for star in module.stars:
            if star in self.sources:
                found.append(Binding("from", module, module=star, name=name))
        self.spend(1 + len(found) + len(module.stars))
        return found

    def is_class(self, binding: Binding) -> bool:
        """Whether the name is bound by a class statement or an import, also in the file that it is imported from."""
        here = ("class", binding.module, binding.name)
        if binding.how != "from" or binding.module not in self.sources or here in self._open:
            return binding.how in {"class", "import", "from"}
        self._open.add(here)
        others = self.exported(binding.name, self.sources[binding.module].scope)
        known = all(self.names_class(other.node) if other.how == "value" else self.is_class(other) for other in others)
        self._open.discard(here)
        return known

    def names_class(self, node: ast.AST | None) -> bool:
        """Whether the expression is the plain name of a class, or of something from outside of the submission."""
        match node:
            case ast.Name():
                return all(map(self.is_class, self.bindings(node.id, self.scope_of[node])))
            case ast.Attribute(value=owner, attr=name):
                owners = self.paths(owner)
                return bool(owners) and all(
                    self.is_class(Binding("from", self.scope_of[node], module=path, name=name)) for path in owners
                )
        return False

    # --- paths ---

    def paths(self, node: ast.AST | None) -> frozenset[str]:
        """The dotted names of all that an expression can be, as far as it is an import or a built-in."""
        if node is None or not isinstance(
            node, ast.Name | ast.Attribute | ast.NamedExpr | ast.IfExp | ast.BoolOp | ast.Call
        ):
            return PATHLESS
        known = self._paths.get(node)
        if known is not None:
            return known
        if node in self._open:
            return PATHLESS
        self._open.add(node)
        found = self._paths_of(node)
        self.spend(1 + len(found))
        self._open.discard(node)
        if not self._open:  # inside of a cycle the answer may be partial
            self._paths[node] = found
        return found

    def _paths_of(self, node: ast.AST) -> frozenset[str]:
        match node:
            case ast.Name():
                return self._of_name(node.id, self.scope_of[node])
            case ast.Attribute():
                return self.members(self.paths(node.value), [node.attr])
            case ast.NamedExpr():
                return self.paths(node.value)
            case ast.IfExp():
                return self.paths(node.body) | self.paths(node.orelse)
            case ast.BoolOp():
                return PATHLESS.union(*(self.paths(value) for value in node.values))
            case ast.Call(args=[subject, name, *_]) if "builtins.getattr" in self.paths(node.func):
                names = self.constants(name) or ()
                return self.members(self.paths(subject), [name for name in names if isinstance(name, str)])
        return PATHLESS

    def members(self, owners: Iterable[str], names: Iterable[str]) -> frozenset[str]:
        """The paths of `owner.name` for every pair."""
        return PATHLESS.union(*(self._member(owner, name) for owner, name in itertools.product(owners, names)))

    def _member(self, owner: str, name: str) -> frozenset[str]:
        if not self.is_own(owner):
            return frozenset({f"{owner}.{name}"})
        found = PATHLESS
        if f"{owner}.{name}" in self.sources:
            found |= {f"{owner}.{name}"}
        if owner in self.sources and (owner, name) not in self._open:
            self._open.add((owner, name))
            bindings = self.exported(name, self.sources[owner].scope)
            found |= PATHLESS.union(*map(self._of_binding, bindings))
            self._open.discard((owner, name))
        return found

    def _of_name(self, name: str, scope: Scope) -> frozenset[str]:
        bindings = self.bindings(name, scope)
        found = PATHLESS.union(*map(self._of_binding, bindings))
        local = any(binding.scope.kind in {"function", "comprehension"} for binding in bindings)
        if name in BUILTINS and not local:  # a module's name may be unset or deleted, and then means the built-in
            found |= {f"builtins.{name}"}
        return found

    def _of_binding(self, binding: Binding) -> frozenset[str]:
        match binding.how:
            case "import":
                return frozenset({binding.module})
            case "from":
                return self.members([binding.module], [binding.name])
            case "value":
                return self.paths(binding.node)
        return PATHLESS

    # --- constants ---

    def constants(self, node: ast.AST | None) -> frozenset[Constant] | None:
        """Every value that the expression can have, if they are certain and few; else None."""
        if node is None or node in self._counting:
            return None
        self.spend(1)
        self._counting.add(node)
        found = self._constants_of(node)
        self._counting.discard(node)
        return found if found is not None and len(found) <= MANY else None

    def _constants_of(self, node: ast.AST) -> frozenset[Constant] | None:
        match node:
            case ast.Constant(value=str() | bytes() | int() | float() | complex() | None as value):
                return frozenset({value})
            case ast.Name():
                return self._constants_of_name(node)
            case ast.NamedExpr():
                return self.constants(node.value)
            case ast.IfExp():
                return self.union([node.body, node.orelse])
            case ast.FormattedValue(conversion=-1, format_spec=None):
                return self.constants(node.value)
            case ast.JoinedStr():
                return self._combined(lambda *parts: "".join(map(str, parts)), *node.values)
            case ast.UnaryOp(op=ast.USub()):
                return self._combined(operator.neg, node.operand)
            case ast.BinOp(op=op) if type(op) in ARITHMETIC:
                return self._combined(ARITHMETIC[type(op)], node.left, node.right)
        return None

    def _constants_of_name(self, node: ast.Name) -> frozenset[Constant] | None:
        found: frozenset[Constant] = frozenset()
        bindings = self.bindings(node.id, self.scope_of[node])
        for binding in bindings:
            values = self._constants_of_binding(binding, node.id)
            if values is None:
                return None
            found |= values
        return found if bindings else None

    def _constants_of_binding(self, binding: Binding, name: str) -> frozenset[Constant] | None:
        if binding.scope.kind == "module" and name in self.overwritten:
            return None
        if binding.how == "value":
            return self.constants(binding.node)
        if binding.how == "loop":
            return self._elements(binding.node, binding.place)
        if binding.how == "argument":
            return self.callers.strings(binding)
        here = (binding.module, binding.name)
        if binding.how == "from" and binding.module in self.sources and here not in self._counting:
            self._counting.add(here)
            others = self.exported(binding.name, self.sources[binding.module].scope)
            found = self._union_of([self._constants_of_binding(other, binding.name) for other in others])
            self._counting.discard(here)
            return found
        return None

    def _elements(self, node: ast.AST | None, place: int | None = None) -> frozenset[Constant] | None:
        """What a loop runs over: a literal, or a name for a tuple (a list could have been appended to).

        With a place, what stands there in each element; `zip` and `enumerate` are looked through.
        """
        match node:
            case ast.Tuple(elts=elements) | ast.List(elts=elements) | ast.Set(elts=elements):
                return self._union_of([self.constants(element) for element in at(place, elements)])
            case ast.Call(func=ast.Name(id="zip") as name, args=parts) if place is not None and self._is_builtin(name):
                plain = not any(isinstance(part, ast.Starred) for part in parts)
                return self._elements(parts[place]) if plain and place < len(parts) else None
            case ast.Call(func=ast.Name(id="enumerate") as name, args=[values, *_]) if self._is_builtin(name):
                return self._elements(values) if place == 1 else None
            case ast.Name():
                bindings = self.bindings(node.id, self.scope_of[node])
                tuples = [b.node for b in bindings if b.how == "value" and isinstance(b.node, ast.Tuple)]
                certain = len(tuples) == len(bindings) and node.id not in self.overwritten
                return self._union_of([self._elements(values, place) for values in tuples]) if certain else None
        return None

    def _is_builtin(self, name: ast.Name) -> bool:
        """Whether nobody in the submission binds the name."""
        return not self.bindings(name.id, self.scope_of[name])

    def union(self, nodes: Sequence[ast.expr | None]) -> frozenset[Constant] | None:
        """Every value that one of the expressions can have."""
        return self._union_of([self.constants(node) for node in nodes])

    @staticmethod
    def _union_of(parts: Sequence[frozenset[Constant] | None]) -> frozenset[Constant] | None:
        known = [part for part in parts if part is not None]
        return frozenset().union(*known) if known and len(known) == len(parts) else None

    def _combined(self, combine: Callable[..., Any], *nodes: ast.expr) -> frozenset[Constant] | None:
        parts = [self.constants(node) for node in nodes]
        known = [part for part in parts if part is not None and len(part) <= MANY]
        length = sum(max((len(value) for value in part if isinstance(value, str)), default=0) for part in known)
        if len(known) < len(parts) or length > LONG:
            return None
        try:
            return frozenset(itertools.starmap(combine, itertools.islice(itertools.product(*known), MANY + 1)))
        except (TypeError, ValueError, ArithmeticError):
            return None


def at(place: int | None, elements: Sequence[ast.expr]) -> list[ast.expr | None]:
    """What stands at this place of each element; None for one that is no tuple (a list could be changed), or too short."""
    if place is None:
        return list(elements)
    rows = [row.elts if isinstance(row, ast.Tuple) else [] for row in elements]
    known = [place < len(row) and not any(isinstance(part, ast.Starred) for part in row) for row in rows]
    return [row[place] if certain else None for row, certain in zip(rows, known, strict=True)]
