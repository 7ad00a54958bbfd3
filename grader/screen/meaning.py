"""Meaning: what a name stands for, as a dotted path, through aliases, re-exports and star imports of all files.

A name has a meaning where everything that it is bound to has that same meaning. Otherwise there is a doubt, and the
answer is none: a parameter, an attribute, a name bound twice over. Each name is looked up once in each scope, and
an alias of an alias is followed a bounded number of times.
"""

import ast
import builtins
from collections.abc import Iterable, Mapping

from .rule import Rule
from .source import LONGEST, File, Scope, Value, dotted

FARTHEST = 20  # aliases of aliases, and modules that star imports lead to
BUILTINS = "builtins."


class Project:
    """All files of a submission that were read, by module."""

    def __init__(self, files: Mapping[str, File], rule: Rule) -> None:
        self.files, self.rule = files, rule
        self.defined = frozenset[str]().union(*(file.defined for file in files.values()))
        self._known: dict[tuple[Scope, str], str | None] = {}
        self._stars: dict[str, tuple[list[File], list[str]]] = {}
        self._exports: dict[str, frozenset[str] | None] = {}

    def is_own(self, path: str) -> bool:
        """Whether the path begins with a module of the submission, or with its package, whose file may be missing."""
        top = path.partition(".")[0]
        return top in self.files or top == self.rule.package

    def path(self, node: ast.expr, scope: Scope) -> str | None:
        """The dotted name that an expression is certain to mean: `F.relu` is `torch.nn.functional.relu`."""
        return self._path(node, scope, FARTHEST)

    def _path(self, node: ast.expr, scope: Scope, left: int) -> str | None:
        root, names = dotted(node)
        found = None
        if isinstance(root, ast.Name):
            found = self._name(root.id, scope, left)
        elif isinstance(root, ast.NamedExpr):
            found = self._path(root.value, scope, left - 1) if left else None
        elif literal := self._getattr(root, scope, left):
            value, name = literal
            found, names = self._path(value, scope, left - 1), [name, *names]
        if found is None or not names:
            return found
        return self.follow(".".join([found, *names[:LONGEST]]), left)

    def _getattr(self, node: ast.expr, scope: Scope, left: int) -> tuple[ast.expr, str] | None:
        """The two arguments of `getattr(value, "name")`, which says what `value.name` says."""
        match node:
            case ast.Call(func=ast.Name(id="getattr"), args=[value, ast.Constant(value=str(name)), *_]) if left:
                if self._name("getattr", scope, left) == BUILTINS + "getattr":
                    return value, name
        return None

    def _name(self, name: str, scope: Scope, left: int) -> str | None:
        key = (scope, name)
        if key not in self._known and left:
            self._known[key] = None  # while it is looked for, it means nothing
            self._known[key] = self._look_up(name, scope, left - 1)
        return self._known.get(key)

    def _look_up(self, name: str, scope: Scope, left: int) -> str | None:
        for around in scope.outward():
            if around is scope or around.kind == "module":
                values = around.bound.get(name)
            elif name in around.bound:
                return self._name(name, around, left)
            else:
                continue
            if values is not None:
                return self._same(values, around, left)
        return self._from_star(name, scope.file, left)

    def _same(self, values: Iterable[Value], scope: Scope, left: int) -> str | None:
        """What all of the values mean."""
        found: set[str | None] = set()
        for value in values:
            if isinstance(value, str):
                found.add(self.follow(value, left))
            else:
                found.add(self._path(value, scope, left) if isinstance(value, ast.expr) else None)
            if len(found) > 1 or None in found:
                return None
        return found.pop()

    def _begins(self, path: str) -> tuple[str, list[str]]:
        """The first module of the submission that the path leads through, and the rest of the path."""
        parts = path.split(".")
        if self.is_own(path):
            for length in range(1, len(parts) + 1):
                module = ".".join(parts[:length])
                if module in self.files:
                    return module, parts[length:]
        return "", parts

    def follow(self, path: str, left: int = FARTHEST) -> str | None:
        """Where a dotted name leads: what starts in a module of the submission may be another's name there."""
        module, rest = self._begins(path)
        file = self.files.get(module)
        if file is None:
            return path
        for index, part in enumerate(rest):
            values = file.scope.bound.get(part)
            if values is None and f"{module}.{part}" in self.files:
                module = f"{module}.{part}"
                file = self.files[module]
                continue
            if values == [f"{module}.{part}"]:  # defined right there
                return path
            found = self._name(part, file.scope, left) if left else None
            if found is None or found.startswith(BUILTINS):
                return None
            return self.follow(".".join([found, *rest[index + 1 :]]), left - 1)
        return path

    # --- star imports ---

    def _from_star(self, name: str, file: File, left: int) -> str | None:
        """A name that the file does not bind: from a star import, or of Python's own."""
        own, foreign = self._sources(file)
        for other in own:
            exported = self._exported(other)
            if name in other.scope.bound and (name in exported if exported is not None else name[0] != "_"):
                return self._name(name, other.scope, left)
        library = self.rule.library
        if foreign == [library] and name in self.rule.public[library]:
            return f"{library}.{name}"
        return BUILTINS + name if not foreign or hasattr(builtins, name) else None

    def _sources(self, file: File) -> tuple[list[File], list[str]]:
        """The modules that star imports lead to: those of the submission, the nearest first, and others."""
        if file.module not in self._stars:
            own, foreign, todo = [], list[str](), file.stars[-FARTHEST:]
            seen = {file.module}
            while todo and len(seen) <= FARTHEST:
                module = todo.pop()
                if module in seen:
                    continue
                seen.add(module)
                if module in self.files:
                    own.append(self.files[module])
                    todo = [*self.files[module].stars[-FARTHEST:], *todo]
                elif not self.is_own(module):
                    foreign.append(module)
            self._stars[file.module] = own, foreign
        return self._stars[file.module]

    def _exported(self, file: File) -> frozenset[str] | None:
        """The names in the file's `__all__`, if it is one written-out list."""
        if file.module not in self._exports:
            found = None
            match file.scope.bound.get("__all__"):
                case [ast.List(elts=names) | ast.Tuple(elts=names)]:
                    found = frozenset(str(name.value) for name in names if isinstance(name, ast.Constant))
            self._exports[file.module] = found
        return self._exports[file.module]
