"""Tensors: what is a tensor without a doubt.

    torch.zeros(3)    -x    x + 1    x[0]    x.T    x.sum()    x, where all that x is bound to is a tensor

Whoever defines `__radd__` or derives from Tensor may answer otherwise: then nothing is certain. A parameter, an
attribute and what a call of one's own gives back are never certain.
"""

import ast

from .meaning import Project
from .source import Scope

DEEPEST = 40  # expressions inside of expressions, and names of names
MOST = 20_000  # questions about a submission: an honest one asks some dozens
ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.MatMult, ast.Pow)


class Tensors:
    """Asks of expressions; each name is asked about once in each scope."""

    def __init__(self, project: Project) -> None:
        self._project, self._rule = project, project.rule
        doubtful = project.defined & self._rule.words["tensors", "reflected"] or self._derived()
        self._left = 0 if doubtful else MOST
        self._names: dict[tuple[Scope, str], bool] = {}
        self._open: list[tuple[Scope, str]] = []

    def _derived(self) -> bool:
        """Whether a class here derives from Tensor."""
        classes = [(node, inner) for file in self._project.files.values() for node, inner, _ in file.classes]
        bases = [(base, inner.parent or inner) for node, inner in classes for base in node.bases]
        return any(self._project.path(*base) == self._rule.tables["tensors"]["subclass"] for base in bases)

    def certain(self, node: ast.expr, scope: Scope, left: int = DEEPEST) -> bool:
        """Whether the expression is a tensor without a doubt."""
        if not left or not self._left:
            return False
        self._left, left = self._left - 1, left - 1
        match node:
            case ast.Name(id=name):
                return self._name(name, scope, left)
            case ast.BinOp(left=one, op=sign, right=other) if isinstance(sign, ARITHMETIC):
                return self.certain(other if isinstance(one, ast.Constant) else one, scope, left)
            case ast.Call(func=function):
                return self._call(function, scope, left)
            case ast.UnaryOp(operand=value) if not isinstance(node.op, ast.Not):
                return self.certain(value, scope, left)
            case ast.NamedExpr(value=value) | ast.Subscript(value=value) | ast.Attribute(value=value):
                giving = not isinstance(node, ast.Attribute) or self._rule.has("tensors", "attributes", node.attr)
                return giving and self.certain(value, scope, left)
        return False

    def _call(self, function: ast.expr, scope: Scope, left: int) -> bool:
        path = self._project.path(function, scope)
        if path is not None and self._rule.in_library(path):
            module, _, name = path.rpartition(".")
            ready_made = module == self._rule.tables["tensors"]["functions"]
            return ready_made or (module == self._rule.library and self._gives(name))
        method = isinstance(function, ast.Attribute) and self._gives(function.attr)
        return method and self.certain(function.value, scope, left)  # type: ignore[attr-defined]

    def _gives(self, name: str) -> bool:
        return name in self._rule.giving or name.rstrip("_") in self._rule.giving

    def _name(self, name: str, scope: Scope, left: int) -> bool:
        """Whether all that the name is bound to is a tensor; the first value may not be made from itself."""
        owner = next((around for around in scope.outward() if name in around.bound), None)
        if owner is None:
            return False
        key = (owner, name)
        if key in self._open:
            return key == self._open[-1] and self._names[key]
        if key not in self._names:
            self._names[key] = False
            self._open.append(key)
            for value in owner.bound[name]:
                self._names[key] = isinstance(value, ast.expr) and self.certain(value, owner, left)
                if not self._names[key]:
                    break
            self._open.pop()
        return self._names[key]
