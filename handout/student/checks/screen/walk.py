"""The walk: one pass over a syntax tree, each node once, however deep the tree is.

A handler notes what its kind of node binds, opens or uses; nothing is judged here.
"""

import ast
from collections.abc import Callable, Sequence

from .rule import Rule, is_dunder
from .source import LONGEST_NAME, File, Place, Scope, Stretch, Value, dotted, short

Function = ast.FunctionDef | ast.AsyncFunctionDef
Assignment = ast.Assign | ast.AnnAssign | ast.AugAssign | ast.NamedExpr
NOTHING = {"ctx", "op", "ops", "type_comment"}  # fields in which there is nothing to look at


class Walk:
    """The pass over one file. `todo` holds the nodes that are left, the next one at the end."""

    def __init__(self, file: File, rule: Rule) -> None:
        self.file, self.rule = file, rule
        self.todo: list[tuple[ast.AST, Scope, Stretch]] = []
        self._push(file.tree.body, file.scope, file.body)
        while self.todo:
            node, scope, stretch = self.todo.pop()
            _HANDLERS.get(type(node), Walk._children)(self, node, scope, stretch)

    def _push(self, nodes: "Sequence[ast.AST | None]", scope: Scope, stretch: Stretch) -> None:
        """Look at the nodes next, in their order; names that are read, and numbers and texts, at once."""
        self.file.visits += len(nodes)
        for node in reversed(nodes):
            if type(node) is ast.Constant:
                if type(node.value) is complex:
                    self.file.numbers.append(Place(node, scope, stretch))
            elif type(node) is ast.Name and type(node.ctx) is ast.Load:
                stretch.names.add(node.id)
                self.file.names.append(Place(node, scope, stretch))
            elif node is not None:
                self.todo.append((node, scope, stretch))

    def _children(self, node: ast.AST, scope: Scope, stretch: Stretch) -> None:
        found: list[ast.AST] = []
        for name in node._fields:
            value = getattr(node, name, None) if name not in NOTHING else None
            if type(value) is list:
                found += [item for item in value if isinstance(item, ast.AST)]
            elif isinstance(value, ast.AST):
                found.append(value)
        self._push(found, scope, stretch)

    def _function(self, node: Function, scope: Scope, stretch: Stretch) -> None:
        inside = stretch
        self._bind(node.name, f"{self.file.module}.{node.name}", scope)
        if scope is self.file.scope and not stretch.why:
            inside = Stretch(self.file)
            self.file.functions.setdefault(node.name, []).append(inside)
        self._push([node.args, *node.body], scope.inside("function"), inside)
        self._push([node.returns], scope, self.file.hint)
        self._push(node.decorator_list, scope, stretch)

    def _argument(self, node: ast.arg, scope: Scope, _: Stretch) -> None:
        scope.bind(node.arg, None)
        self._push([node.annotation], scope, self.file.hint)

    def _class(self, node: ast.ClassDef, scope: Scope, stretch: Stretch) -> None:
        self._bind(node.name, f"{self.file.module}.{node.name}", scope)
        inner = scope.inside("class")
        self.file.classes.append((node, inner, stretch))
        self._push(node.body, inner, stretch)
        self._push([*node.decorator_list, *node.bases, *node.keywords], scope, stretch)

    def _inner(self, node: ast.expr, scope: Scope, stretch: Stretch) -> None:
        self._children(node, scope.inside("function"), stretch)

    def _if(self, node: ast.If, scope: Scope, stretch: Stretch) -> None:
        why = "" if stretch.why else self._idle(node.test)
        self._push(node.orelse, scope, stretch)
        self._push(node.body, scope, Stretch(self.file, why=why) if why else stretch)
        self._push([node.test], scope, stretch)

    def _idle(self, test: ast.expr) -> str:
        """Why what stands under the condition never runs, if that is certain."""
        match test:
            case ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING"):
                return "`TYPE_CHECKING` is false while it runs"
            case ast.Constant(value=value) if not value:
                return "the condition is false"
            case ast.Compare(ast.Name("__name__"), [ast.Eq()], [ast.Constant("__main__")]):
                return "" if self.file.path == self.rule.script else "nobody starts this file as a program"
        return ""

    def _bind(self, name: str, value: Value, scope: Scope) -> None:
        scope.bind(name, value)
        if scope.kind == "class":
            self.file.defined.add(name)

    def _assign(self, node: Assignment, scope: Scope, stretch: Stretch) -> None:
        """An assignment of any kind; the parts of a tuple are bound by `_other`."""
        value = ast.BinOp(node.target, node.op, node.value) if isinstance(node, ast.AugAssign) else node.value
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            if isinstance(target, ast.Name):
                self._bind(target.id, value, scope)
                self.file.plain.add(id(value))
            elif isinstance(target, ast.Attribute) and node.value:
                self.file.assigned.append((node.value, Place(target, scope, stretch)))
        if isinstance(node, ast.AnnAssign):
            self._push([node.annotation], scope, self.file.hint)
        self._push([node.value, *(t for t in targets if not isinstance(t, ast.Name))], scope, stretch)

    def _import(self, node: ast.Import, scope: Scope, stretch: Stretch) -> None:
        for alias in node.names:
            top = alias.name.partition(".")[0]
            scope.bind(alias.asname or top, short(alias.name if alias.asname else top))
            self._note(alias, short(alias.name), f"import {short(alias.name)}", stretch)

    def _import_from(self, node: ast.ImportFrom, scope: Scope, stretch: Stretch) -> None:
        module, written = self.file.absolute(node.module, node.level), "." * node.level + short(node.module or "")
        for alias in node.names:
            path = module if alias.name == "*" else short(f"{module}.{alias.name}")
            if alias.name == "*":
                self.file.stars.append(module)
            else:
                scope.bind(alias.asname or alias.name, path)
                stretch.names.add(alias.name)
            self._note(alias, path, f"from {written} import {alias.name}", stretch)

    def _note(self, alias: ast.alias, path: str, text: str, stretch: Stretch) -> None:
        named = f" as {alias.asname}" if alias.asname else ""
        stretch.imports.append(path)
        self.file.imports.append((stretch, alias.lineno, (text + named)[:LONGEST_NAME], path))

    def _global(self, node: ast.Global, scope: Scope, _: Stretch) -> None:
        scope.elsewhere.update(node.names)

    def _nonlocal(self, node: ast.Nonlocal, scope: Scope, _: Stretch) -> None:
        for outer in scope.outward():  # bound further out, too: there it can mean more than one thing
            for name in node.names if outer.kind == "function" else ():
                outer.bind(name, None)

    def _other(self, node: ast.AST, scope: Scope, stretch: Stretch) -> None:
        """Whatever else binds a name: loops, `with`, tuples, `del`, `except ... as name`, patterns."""
        for key in ("id", "name", "rest"):
            if name := getattr(node, key, None):
                scope.bind(name, None)
        self._children(node, scope, stretch)

    def _attribute(self, node: ast.Attribute, scope: Scope, stretch: Stretch) -> None:
        root, names = dotted(node)
        stretch.names.update(names)
        self.file.chains.append(Place(node, scope, stretch))
        if not isinstance(root, ast.Name):
            self._push([root], scope, stretch)
            return
        stretch.names.add(root.id)
        if isinstance(node.ctx, ast.Store) and self.rule.has("hiding", "oneself", root.id):
            scope.stores.add(names[0])
            self.file.defined.add(names[0])
        elif isinstance(node.ctx, ast.Store) and is_dunder(names[-1]):  # `Node.__radd__ = Node.__add__`
            self.file.defined.add(names[-1])

    def _call(self, node: ast.Call, scope: Scope, stretch: Stretch) -> None:
        place = Place(node, scope, stretch)
        self.file.calls.append(place)
        if isinstance(node.func, ast.Name):
            self.file.called.add(id(node.func))
            if self.rule.has("hiding", "askers", node.func.id):
                self.file.plain.update(id(argument) for argument in node.args)
                self.file.chains.append(place)  # `getattr(value, "name")` says what `value.name` says
        self._children(node, scope, stretch)


_HANDLERS: dict[type[ast.AST], Callable[..., None]] = {
    ast.ClassDef: Walk._class, ast.If: Walk._if, ast.Global: Walk._global, ast.Nonlocal: Walk._nonlocal,
    ast.arg: Walk._argument, ast.Import: Walk._import, ast.ImportFrom: Walk._import_from,
    ast.Attribute: Walk._attribute, ast.Call: Walk._call,
    **dict.fromkeys((ast.FunctionDef, ast.AsyncFunctionDef), Walk._function),
    **dict.fromkeys((ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp), Walk._inner),
    **dict.fromkeys((ast.Assign, ast.AnnAssign, ast.AugAssign, ast.NamedExpr), Walk._assign),
    **dict.fromkeys((ast.Name, ast.ExceptHandler, ast.MatchAs, ast.MatchStar, ast.MatchMapping), Walk._other),
}  # fmt: skip
