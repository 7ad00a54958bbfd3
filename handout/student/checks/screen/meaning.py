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
        self._folders = {file.rsplit(".", up)[0] for file in files for up in range(file.count(".") + 1)}
        self._known: dict[tuple[Scope, str], str | None] = {}
        self._sources: dict[File, tuple[list[File], set[str]]] = {}

    def is_own(self, path: str) -> bool:
        """Whether the path begins with a module of the submission, or with its package, whose file may be missing."""
        top = path.partition(".")[0]
        return top in self.files or top == self.rule.package

    def path(self, node: ast.expr, scope: Scope, left: int = FARTHEST) -> str | None:
        """The dotted name that an expression is certain to mean: `F.relu` is `torch.nn.functional.relu`."""
        root, names = dotted(node)
        found = None
        match root:
            case ast.Name(id=name):
                found = self._name(name, scope, left)
            case ast.NamedExpr(value=value) if left:
                found = self.path(value, scope, left - 1)
            case ast.Call(func=ast.Name(id="getattr"), args=[value, ast.Constant(value=str(name)), *_]) if left:
                if self._name("getattr", scope, left) == BUILTINS + "getattr":
                    found, names = self.path(value, scope, left - 1), [name, *names]
        return self._follow(found, names[:LONGEST], left) if found else None

    def _name(self, name: str, scope: Scope, left: int) -> str | None:
        key = (scope, name)
        if key not in self._known and left:
            self._known[key] = None  # while it is looked for, it means nothing
            owner = next((around for around in scope.outward() if name in around.bound), None)
            if owner is None:
                self._known[key] = self._from_star(name, scope.file, left - 1)
            elif owner is scope:
                self._known[key] = self._same(owner.bound[name], owner, left - 1)
            else:
                self._known[key] = self._name(name, owner, left)
        return self._known.get(key)

    def _same(self, values: Iterable[Value], scope: Scope, left: int) -> str | None:
        """What all of the values mean."""
        found: set[str | None] = set()
        for value in values:
            if isinstance(value, str):
                module, _, name = value.rpartition(".")
                found.add(self._follow(module, [name], left) if module else value)
            else:
                found.add(self.path(value, scope, left) if isinstance(value, ast.expr) else None)
            if len(found) > 1:
                return None
        return found.pop()

    def _follow(self, path: str, rest: Iterable[str], left: int) -> str | None:
        """Where attributes of something lead: those of a module of the submission may be another's name there."""
        names = list(rest)
        while names and path in self._folders:
            file, name = self.files.get(path), names.pop(0)
            inner = f"{path}.{name}"
            bound = file.scope.bound.get(name) if file else None
            if file is None or bound == [inner] or (bound is None and inner in self._folders):
                path = inner  # defined right there, or a module below
                continue
            found = self._name(name, file.scope, left)
            if found is None or found.startswith(BUILTINS):
                return None
            path = found
        return ".".join([path, *names])

    def _from_star(self, name: str, file: File, left: int) -> str | None:
        """A name that the file does not bind: from a star import, or of Python's own."""
        own, foreign = self._stars(file)
        for other in own:
            if name in other.scope.bound:
                return self._name(name, other.scope, left)
        library = self.rule.library
        if foreign == {library} and name in self.rule.public[library]:
            return f"{library}.{name}"
        return BUILTINS + name if not foreign or hasattr(builtins, name) else None

    def _stars(self, file: File) -> tuple[list[File], set[str]]:
        """The modules that star imports lead to: those of the submission, the nearest first, and others."""
        if file not in self._sources:
            own, todo = list[File](), file.stars[: -FARTHEST - 1 : -1]
            for module in todo:  # which grows on the way
                other = self.files.get(module)
                if other is not None and other not in own and len(own) < FARTHEST:
                    own.append(other)
                    todo += other.stars[: -FARTHEST - 1 : -1]
            self._sources[file] = own, {module for module in todo if not self.is_own(module)}
        return self._sources[file]
